import * as Flags from '@oclif/core/flags';
import { BaseCommand, type ClusterContext } from '../cli/base-command.js';
import { checkedRole, eventsFlag, profileFlag, roleArnFlag } from '../cli/deployment-flags.js';
import { typedOnly } from '../cli/environment-flags.js';
import { type Caller, callerOf, callerText } from '../lib/aws/caller.js';
import { destroyCluster, findDestroyable } from '../lib/deploy/destroy-cluster.js';
import { runError } from '../lib/deploy/outcome.js';
import { CvsError, ExitCode } from '../lib/errors.js';
import { sweepCopilots } from '../lib/parts/copilot/sweep-copilots.js';
import { destroyPreview, destroyReport } from '../lib/ui/report/destroy-report.js';

export default class Destroy extends BaseCommand {
  static override summary = 'Detach the copilot and delete the stacks, in reverse order.';

  static override description =
    `The streams and their distributions stay as they are. The state table and the master playlist buckets are also kept, unless --delete-data is given: it deletes the table and every version of every object in the buckets. If the table has deletion protection, --delete-data is refused before anything is deleted. Termination protection of a stack is removed. CloudFormation uses the role that a stack was last deployed with, or that of --role-arn, for example when that one is gone. The copilot function and its role are kept while Lambda@Edge holds replicas of the function; --sweep deletes them some hours later. The command can be run again after it failed: it continues with what is left.

Exit codes: 0 deleted, 1 failed or nothing was found, 2 the cluster file is missing or wrong, 3 declined, 4 done in part, 5 CloudFront still holds replicas of the copilot (--sweep), 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --yes --delete-data',
    '<%= config.bin %> <%= command.id %> --sweep',
  ];

  static override flags = {
    yes: typedOnly(Flags.boolean({ char: 'y', summary: 'Do not ask for the cluster’s name.' })),
    'delete-data': typedOnly(
      Flags.boolean({ summary: 'Also delete the state table and the master playlist buckets.' }),
    ),
    sweep: Flags.boolean({
      summary: 'Delete only the copilots of earlier deployments, and their roles.',
      exclusive: ['delete-data'],
    }),
    'role-arn': roleArnFlag,
    events: eventsFlag,
    profile: profileFlag,
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Destroy);
    return this.withCluster(flags, async (context) => {
      const caller = await callerOf(context.clients, context.cluster.regions[0]?.region ?? '');
      if (flags.sweep) return this.sweep(context, caller, flags.yes);
      return this.destroy(context, caller, flags);
    });
  }

  private async destroy(
    context: ClusterContext,
    caller: Caller,
    { yes, 'delete-data': deleteData, 'role-arn': arn }: { yes: boolean; 'delete-data': boolean; 'role-arn'?: string },
  ): Promise<object> {
    const { name } = context.cluster;
    const roleArn = checkedRole(arn);
    this.logToStderr(`Will be deleted in ${callerText(caller)}:`);
    for (const line of destroyPreview(await findDestroyable({ ...context, deleteData }))) this.logToStderr(`  ${line}`);
    const extent = deleteData
      ? `with the state table ${name} and the master playlist buckets`
      : 'but keep the state table and the master playlist buckets';
    if (!yes) await this.confirm(`Delete the stacks of ${name} in account ${caller.account}, ${extent}?`, name);
    const result = await destroyCluster({ ...context, deleteData, roleArn });
    this.log(destroyReport(result));
    this.endWith(runError(result, `Destroying ${name}`, 'cvs destroy'));
    return { caller, ...result };
  }

  private async sweep(context: ClusterContext, caller: Caller, yes: boolean): Promise<object> {
    if (yes) this.logToStderr(`Sweeping in ${callerText(caller)}`);
    else {
      await this.confirm(
        `Delete the copilots of earlier deployments of ${context.cluster.name} in account ${caller.account}?`,
      );
    }
    const result = await sweepCopilots(context);
    for (const name of result.deleted) this.log(`${name} deleted`);
    if (result.held.length === 0) return result;
    this.endWith(
      new CvsError({
        code: 'REPLICAS_LEFT',
        message: `CloudFront still holds replicas of ${result.held.join(', ')}.`,
        suggestions: [
          'CloudFront deletes them some hours after the copilot was detached. Then run `cvs destroy --sweep` again.',
        ],
        exitCode: ExitCode.inProgress,
      }),
    );
    return result;
  }
}
