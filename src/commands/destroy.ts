import * as Flags from '@oclif/core/flags';
import { BaseCommand, type CommandContext } from '../cli/base-command.js';
import { eventsFlag, profileFlag } from '../cli/deployment-flags.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import { CvsError, ExitCode } from '../lib/errors.js';

export default class Destroy extends BaseCommand {
  static override summary = 'Detach the copilot and delete the stacks, in reverse order.';

  static override description =
    `The streams and their distributions stay as they are. The state table and the master playlist buckets stay too, unless --delete-data is given, which deletes every version of every object in the buckets, and which is refused before anything is deleted while the table has deletion protection. Termination protection of a stack is taken off. The copilot function and its role stay while Lambda@Edge still holds replicas of it: hours later, --sweep deletes them. What an earlier try left is taken up where it is.
Exit codes: 0 gone, 1 failed or nothing was found, 2 the cluster file is missing or wrong, 3 declined, 4 done in part, 5 replicas of the copilot still stand (--sweep), 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --yes --delete-data',
    '<%= config.bin %> <%= command.id %> --sweep',
  ];

  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask for the cluster’s name.' }),
    'delete-data': Flags.boolean({ summary: 'Delete the state table and the master playlist buckets too.' }),
    sweep: Flags.boolean({
      summary: 'Delete copilots that earlier deployments left, and their roles; nothing else.',
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
    const [
      { destroyCluster },
      { findDestroyable },
      { callerOf },
      { confirmOrRefuse },
      { runError },
      { destroyPreview, destroyReport },
    ] = await Promise.all([
      import('../lib/deploy/destroy-cluster.js'),
      import('../lib/deploy/find-destroyable.js'),
      import('../lib/aws/caller.js'),
      import('../lib/ui/ask/confirm-or-refuse.js'),
      import('../lib/deploy/outcome.js'),
      import('../lib/ui/report/destroy-report.js'),
    ]);
    const caller = await callerOf(context.clients, cluster.regions[0]?.region ?? '');
    const deleteData = flags['delete-data'];
    const destroyable = await findDestroyable(context.clients, cluster, deleteData, context.signal);
    this.logToStderr(`Goes, in account ${caller.account}:`);
    for (const line of destroyPreview(destroyable)) this.logToStderr(`  ${line}`);
    const extent = deleteData
      ? `the state table ${cluster.name} and the master playlist buckets with it`
      : 'but not the state table and the master playlist buckets';
    await confirmOrRefuse({
      yes: flags.yes,
      interactive: this.interactive(),
      question: `Delete the stacks of ${cluster.name} in account ${caller.account}, ${extent}. Type the cluster's name:`,
      typed: cluster.name,
    });
    const result = await destroyCluster({
      ...context,
      cluster,
      random: Math.random,
      deleteData,
    });
    this.log(destroyReport(result));
    await this.endWith(runError(result, `Destroying ${cluster.name}`, 'cvs destroy'));
    return result;
  }

  private async sweep(context: CommandContext, cluster: Cluster, yes: boolean): Promise<object> {
    const [{ sweepCopilots }, { callerOf }, { confirmOrRefuse }] = await Promise.all([
      import('../lib/parts/copilot/sweep-copilots.js'),
      import('../lib/aws/caller.js'),
      import('../lib/ui/ask/confirm-or-refuse.js'),
    ]);
    const caller = await callerOf(context.clients, cluster.regions[0]?.region ?? '');
    await confirmOrRefuse({
      yes,
      interactive: this.interactive(),
      question: `Delete the copilots that earlier deployments of ${cluster.name} left in account ${caller.account}?`,
    });
    const result = await sweepCopilots({ ...context, cluster });
    for (const name of result.deleted) this.log(`${name} deleted`);
    if (result.held.length === 0) return result;
    await this.endWith(
      new CvsError({
        code: 'REPLICAS_LEFT',
        message: `CloudFront still holds replicas of ${result.held.join(', ')}.`,
        suggestions: ['They go some hours after the last distribution let go: run `cvs destroy --sweep` again then.'],
        exitCode: ExitCode.inProgress,
      }),
    );
    return result;
  }
}
