import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { FailoverCommand } from '../../cli/failover-command.js';
import { warnOfSilence } from '../../lib/failover/failover-context.js';
import { resolveTarget } from '../../lib/failover/resolve-target.js';
import { readHistory } from '../../lib/state/read-history.js';
import { historyTable } from '../../lib/ui/report/history-table.js';

export default class FailoverHistory extends FailoverCommand {
  static override summary = 'Show who changed what, when and why; the newest change comes first.';

  static override description =
    `Entries are kept for 90 days. A change outside cvs leaves no entry; cvs status shows it.
The command needs the state table, and nothing else of AWS.

Exit codes: 0 shown, 1 failed, 2 unknown domain or region, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> eu-west-1 --limit 5 --json',
  ];

  static override args = {
    distribution: Args.string({ description: 'Region, or domain of its distribution. Default: all of them.' }),
  };

  static override flags = {
    limit: Flags.integer({ summary: 'Show at most this many entries.', default: 20, min: 1, helpValue: 'N' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverHistory);
    return this.withTable(flags, async ({ cluster, table, report, signal }) => {
      const target = args.distribution === undefined ? undefined : resolveTarget(cluster, args.distribution);
      const domain = target?.distributionDomain;
      const history = await readHistory(table, { domain, limit: flags.limit, signal });
      warnOfSilence(report, history);
      this.log(historyTable(history.entries));
      return history;
    });
  }
}
