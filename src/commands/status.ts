import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { readStatus } from '../lib/status/read-status.js';
import { watchStatus } from '../lib/status/watch-status.js';
import { statusTable } from '../lib/ui/status/status-table.js';
import { watchScreen } from '../lib/ui/status/watch-screen.js';

export default class Status extends BaseCommand {
  static override summary = 'Show the state of the cluster, a row for each region.';

  static override description =
    `Shows the stacks, the distributions and their copilot, whether each region is open and its stream fresh, the live edges, whether the replicas agree, whether the published master playlist is current, and the last changes. What cannot be read is shown as unknown, with the reason. With --watch the state is read every second until Ctrl-C: it is redrawn in a terminal, appended as lines elsewhere, and with --json printed as one JSON object per line.

Exit codes: 0 shown, or watched until Ctrl-C, 2 the cluster file is missing or wrong, 130 interrupted before it was shown.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
    '<%= config.bin %> <%= command.id %> --watch',
  ];

  static override flags = {
    watch: Flags.boolean({ char: 'w', summary: 'Show it again every second, until Ctrl-C.' }),
  };

  /** With `--watch` the result has already been written. */
  #watched = false;

  async run(): Promise<object> {
    const { flags } = await this.parse(Status);
    return this.withCluster(flags, async (context) => {
      if (flags.watch) {
        this.#watched = true;
        const show = watchScreen(process.stdout, this.jsonEnabled());
        for await (const status of watchStatus(context)) show(status);
        return {};
      }
      const status = await readStatus(context);
      this.log(statusTable(status, process.stdout.columns));
      return status;
    });
  }

  override logJson(json: unknown): void {
    if (!this.#watched) super.logJson(json);
  }
}
