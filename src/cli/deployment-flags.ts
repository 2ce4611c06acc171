import type { Interfaces } from '@oclif/core';
import * as Flags from '@oclif/core/flags';
import { partitionProblem } from '../lib/aws/partition.js';
import { tagProblem } from '../lib/cluster/tag-rule.js';
import { usageError } from '../lib/errors.js';
import type { PartOptions } from '../lib/parts/cluster-parts.js';
import type { ClusterContext } from './context.js';
import { typedOnly } from './environment-flags.js';

export const profileFlag = Flags.string({ summary: 'Profile of the AWS configuration.', helpValue: 'NAME' });

export const createBucketsFlag = Flags.boolean({ summary: 'Create the asset buckets that do not exist yet.' });

export const eventsFlag = Flags.option({
  summary: 'With --json: print every event as a line of JSON; the result is the last line.',
  options: ['ndjson'] as const,
  dependsOn: ['json'],
})();

/** Of what deploys and deletes stacks. */
export const roleArnFlag = Flags.string({ summary: 'Role that CloudFormation uses.', helpValue: 'ARN' });

/** What `plan` and `deploy` let an operator decide about the parts. */
export const partFlags = {
  'create-buckets': createBucketsFlag,
  'tune-distributions': Flags.boolean({
    summary: 'Have the stream distributions soon let go of an origin in trouble. Kept in the cluster file.',
  }),
  tags: Flags.string({
    summary: 'Tag for every stack, in addition to those of the cluster file.',
    multiple: true,
    helpValue: 'KEY=VALUE',
  }),
  'role-arn': roleArnFlag,
  'notification-arns': Flags.string({
    summary: 'SNS topic that receives the events of the stacks in its region.',
    multiple: true,
    helpValue: 'ARN',
  }),
  'on-failure': Flags.option({
    summary: 'What to do with a stack whose first creation fails.',
    options: ['rollback', 'keep', 'delete'] as const,
  })(),
  'skip-resource': typedOnly(
    Flags.string({
      summary: 'Logical id of a resource to leave as it is, when the rollback of an update cannot restore it.',
      multiple: true,
      helpValue: 'ID',
    }),
  ),
};

/** The cluster that the flags ask for: that of the cluster file, or one with distribution settings. */
export async function askedFor(
  context: ClusterContext,
  flags: Partial<Interfaces.InferredFlags<typeof partFlags>>,
): Promise<ClusterContext['cluster']> {
  if (!flags['tune-distributions']) return context.cluster;
  const { withDistributionSettings } = await import('../lib/edge-settings/settings-for-streams.js');
  return withDistributionSettings(context.cluster, context);
}

/** @throws CvsError ROLE_ARN_FORMAT, PARTITION (exit code 2) for anything but a role of the standard partition */
export function checkedRole(roleArn: string | undefined): string | undefined {
  if (roleArn === undefined) return undefined;
  refuseOtherPartition(roleArn);
  if (/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/.test(roleArn)) return roleArn;
  throw usageError(
    'ROLE_ARN_FORMAT',
    `"${roleArn}" is not the ARN of a role.`,
    'Write it as --role-arn arn:aws:iam::111122223333:role/cloudformation.',
  );
}

function refuseOtherPartition(arn: string): void {
  const problem = partitionProblem(arn);
  if (problem)
    throw usageError('PARTITION', `${arn} ${problem}.`, 'Use an account, regions and ARNs of that partition.');
}

/** @throws CvsError TAG_FORMAT, ROLE_ARN_FORMAT, PARTITION (exit code 2) */
export function partOptions(
  flags: Partial<Interfaces.InferredFlags<typeof partFlags>>,
): Pick<PartOptions, 'createBuckets' | 'wishes'> {
  const tags = flags.tags?.map((tag) => {
    const mark = tag.indexOf('=');
    const [key, value] = [tag.slice(0, Math.max(0, mark)), tag.slice(mark + 1)];
    const problem = mark > 0 ? tagProblem(key, value) : 'it has no key';
    if (problem === undefined) return [key, value];
    throw usageError(
      'TAG_FORMAT',
      `"${tag}" is not a valid tag: ${problem}.`,
      'Write it as KEY=VALUE: --tags team=live',
    );
  });
  flags['notification-arns']?.forEach(refuseOtherPartition);
  return {
    createBuckets: flags['create-buckets'] ?? false,
    wishes: {
      tags: tags && Object.fromEntries(tags),
      roleArn: checkedRole(flags['role-arn']),
      notificationArns: flags['notification-arns'],
      onFailure: flags['on-failure'],
      skipResources: flags['skip-resource'],
    },
  };
}
