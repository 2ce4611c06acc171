import * as Flags from '@oclif/core/flags';
import { usageError } from '../lib/errors.js';
import type { StackWishes } from '../lib/parts/stack/stack-definition.js';

export const profileFlag = Flags.string({ summary: 'Profile of the AWS configuration.', helpValue: 'NAME' });

export const eventsFlag = Flags.option({
  summary: 'With --json: every event on standard output, a JSON object a line, the result last.',
  options: ['ndjson'] as const,
  dependsOn: ['json'],
})();

/** What `plan` and `deploy` let an operator ask of every stack. */
export const stackFlags = {
  tags: Flags.string({
    summary: 'Tag of every stack, beside the cluster file’s.',
    multiple: true,
    helpValue: 'KEY=VALUE',
  }),
  'role-arn': Flags.string({ summary: 'Role that CloudFormation works with.', helpValue: 'ARN' }),
  'notification-arns': Flags.string({
    summary: 'SNS topic that gets the events of the stacks in its region.',
    multiple: true,
    helpValue: 'ARN',
  }),
  'on-failure': Flags.option({
    summary: 'What becomes of a stack whose first creation fails.',
    options: ['rollback', 'keep', 'delete'] as const,
  })(),
  'skip-resource': Flags.string({
    summary: 'Logical id to leave as it is where the rollback of an update is stuck on it.',
    multiple: true,
    helpValue: 'ID',
  }),
};

/** @throws CvsError TAG_FORMAT (exit code 2) */
export function stackWishes(flags: {
  tags?: string[];
  'role-arn'?: string;
  'notification-arns'?: string[];
  'on-failure'?: StackWishes['onFailure'];
  'skip-resource'?: string[];
}): StackWishes {
  const tags = (flags.tags ?? []).map((tag) => {
    const mark = tag.indexOf('=');
    if (mark > 0) return [tag.slice(0, mark), tag.slice(mark + 1)];
    throw usageError('TAG_FORMAT', `${tag} is no tag.`, 'Write it as KEY=VALUE: --tags team=live');
  });
  return {
    ...(tags.length > 0 ? { tags: Object.fromEntries(tags) } : {}),
    ...(flags['role-arn'] ? { roleArn: flags['role-arn'] } : {}),
    ...(flags['notification-arns'] ? { notificationArns: flags['notification-arns'] } : {}),
    ...(flags['on-failure'] ? { onFailure: flags['on-failure'] } : {}),
    ...(flags['skip-resource'] ? { skipResources: flags['skip-resource'] } : {}),
  };
}
