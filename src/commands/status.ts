import * as Flags from '@oclif/core/flags';
import { BaseCommand, type CommandContext } from '../cli/base-command.js';
import type { Cluster } from '../lib/cluster/cluster.js';

export default class Status extends BaseCommand {
  static override summary = 'Show how the cluster stands, a row a region.';

  static override description =
    `Stacks, distribution and copilot, open or closed, fresh or stale, where the streams stand, whether the replicas agree, whether the published master playlist is current, and who changed what last. What cannot be read is shown as unknown, with the reason. With --watch it is read once a second until Ctrl-C: redrawn in a terminal, appended lines elsewhere, one JSON object a line with --json.
Exit codes: 0 shown, or watched until Ctrl-C, 2 the cluster file is missing or wrong, 130 interrupted before it was shown.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
    '<%= config.bin %> <%= command.id %> --watch',
  ];

  static override flags = {
    watch: Flags.boolean({ char: 'w', summary: 'Go on showing it, once a second, until Ctrl-C.' }),
  };

  /** What was watched has been written line by line already. */
  #watched = false;

  async run(): Promise<object> {
    const { flags } = await this.parse(Status);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async (context) => {
      if (flags.watch) return this.watch(context, cluster);
      const [{ readStatus }, { statusTable }] = await Promise.all([
        import('../lib/status/read-status.js'),
        import('../lib/ui/status/status-table.js'),
      ]);
      const status = await readStatus({ ...context, cluster });
      this.log(statusTable(status, process.stdout.columns));
      return status;
    });
  }

  override logJson(json: unknown): void {
    if (!this.#watched) super.logJson(json);
  }

  private async watch(context: CommandContext, cluster: Cluster): Promise<object> {
    const [{ watchStatus }, { watchScreen }] = await Promise.all([
      import('../lib/status/watch-status.js'),
      import('../lib/ui/status/watch-screen.js'),
    ]);
    this.#watched = true;
    const screen = watchScreen(process.stdout, this.jsonEnabled());
    for await (const status of watchStatus({ ...context, cluster })) screen.show(status);
    return {};
  }
}
