import { BaseCommand } from '../base-command.js';

export default class Status extends BaseCommand {
  static override summary = 'Show how the cluster stands, a row a region.';

  static override description =
    `Stacks, distribution and copilot, open or closed, fresh or stale, and whether the published master playlist is current. What cannot be read is shown as unknown, with the reason.
Exit codes: 0 shown, 2 the cluster file is missing or wrong.`;

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run(): Promise<object> {
    const { flags } = await this.parse(Status);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async (context) => {
      const [{ readStatus }, { statusTable }] = await Promise.all([
        import('../lib/status/read-status.js'),
        import('../lib/ui/status-table.js'),
      ]);
      const status = await readStatus({ ...context, cluster });
      this.log(statusTable(status));
      return status;
    });
  }
}
