import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../base-command.js';

export default class Destroy extends BaseCommand {
  static override summary = 'Detach the copilot and delete the stacks, in reverse order.';

  static override description =
    `The streams and their distributions stay as they are. The state table and the master playlist buckets stay too, unless --delete-data is given. The copilot function stays while Lambda@Edge still holds replicas of it.
Exit codes: 0 gone, 1 failed or nothing was found, 2 the cluster file is missing or wrong, 3 declined, 4 done in part, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --yes --delete-data',
  ];

  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask for the cluster’s name.' }),
    'delete-data': Flags.boolean({ summary: 'Delete the state table and the master playlist buckets too.' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Destroy);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async (context) => {
      const [{ destroyCluster }, { callerOf }, { confirmOrRefuse }, { runError }, { destroyReport }] =
        await Promise.all([
          import('../lib/deploy/destroy-cluster.js'),
          import('../lib/aws/caller.js'),
          import('../lib/ui/confirm-or-refuse.js'),
          import('../lib/deploy/outcome.js'),
          import('../lib/ui/destroy-report.js'),
        ]);
      const caller = await callerOf(context.clients, cluster.regions[0]?.region ?? '');
      const data = flags['delete-data']
        ? 'the state table and master playlist buckets with it'
        : 'but the state table and master playlist buckets';
      await confirmOrRefuse({
        yes: flags.yes,
        interactive: this.interactive(),
        question: `Delete the stacks of ${cluster.name} in account ${caller.account}, ${data}. Type the cluster's name:`,
        typed: cluster.name,
      });
      const result = await destroyCluster({
        ...context,
        cluster,
        random: Math.random,
        deleteData: flags['delete-data'],
      });
      this.log(destroyReport(result));
      await this.endWith(runError(result, `Destroying ${cluster.name}`, 'cvs destroy'));
      return result;
    });
  }
}
