import * as Flags from '@oclif/core/flags';
import { BaseCommand, type CommandContext } from '../cli/base-command.js';
import { eventsFlag, profileFlag } from '../cli/deployment-flags.js';
import { callerOf } from '../lib/aws/caller.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import { destroyCluster, findDestroyable } from '../lib/deploy/destroy-cluster.js';
import { runError } from '../lib/deploy/outcome.js';
import { CvsError, ExitCode } from '../lib/errors.js';
import { sweepCopilots } from '../lib/parts/copilot/sweep-copilots.js';
import { confirmOrRefuse } from '../lib/ui/ask/confirm.js';
import { destroyPreview, destroyReport } from '../lib/ui/report/destroy-report.js';

export default class Destroy extends BaseCommand {
  static override summary = 'Detach the copilot and delete the stacks, in reverse order.';

  static override description =
    `The streams and their distributions stay as they are. The state table and the master playlist buckets are also kept, unless --delete-data is given: it deletes the table and every version of every object in the buckets. If the table has deletion protection, --delete-data is refused before anything is deleted. Termination protection of a stack is removed. The copilot function and its role are kept while Lambda@Edge holds replicas of the function; --sweep deletes them some hours later. The command can be run again after it failed: it continues with what is left.

Exit codes: 0 deleted, 1 failed or nothing was found, 2 the cluster file is missing or wrong, 3 declined, 4 done in part, 5 CloudFront still holds replicas of the copilot (--sweep), 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --yes --delete-data',
    '<%= config.bin %> <%= command.id %> --sweep',
  ];

  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask for the cluster’s name.' }),
    'delete-data': Flags.boolean({ summary: 'Also delete the state table and the master playlist buckets.' }),
    sweep: Flags.boolean({
      summary: 'Delete only the copilots of earlier deployments, and their roles.',
      exclusive: ['delete-data'],
    }),
    events: eventsFlag,
    profile: profileFlag,
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Destroy);
    const cluster = await this.loadCluster(flags['cluster-file']);
    const { profile, events } = flags;
    return this.withContext(
      (context) => (flags.sweep ? this.sweep(context, cluster, flags.yes) : this.destroy(context, cluster, flags)),
      { profile, events },
    );
  }

  private async destroy(
    context: CommandContext,
    cluster: Cluster,
    flags: { yes: boolean; 'delete-data': boolean },
  ): Promise<object> {
    const caller = await callerOf(context.clients, cluster.regions[0]?.region ?? '');
    const deleteData = flags['delete-data'];
    const destroyable = await findDestroyable({ ...context, cluster, deleteData });
    this.logToStderr(`Will be deleted in account ${caller.account}:`);
    for (const line of destroyPreview(destroyable)) this.logToStderr(`  ${line}`);
    const extent = deleteData
      ? `with the state table ${cluster.name} and the master playlist buckets`
      : 'but keep the state table and the master playlist buckets';
    await confirmOrRefuse({
      yes: flags.yes,
      interactive: this.interactive(),
      question: `Delete the stacks of ${cluster.name} in account ${caller.account}, ${extent}?`,
      clusterName: cluster.name,
    });
    const result = await destroyCluster({ ...context, cluster, random: Math.random, deleteData });
    this.log(destroyReport(result));
    this.endWith(runError(result, `Destroying ${cluster.name}`, 'cvs destroy'));
    return result;
  }

  private async sweep(context: CommandContext, cluster: Cluster, yes: boolean): Promise<object> {
    const caller = await callerOf(context.clients, cluster.regions[0]?.region ?? '');
    await confirmOrRefuse({
      yes,
      interactive: this.interactive(),
      question: `Delete the copilots of earlier deployments of ${cluster.name} in account ${caller.account}?`,
    });
    const result = await sweepCopilots({ ...context, cluster });
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
