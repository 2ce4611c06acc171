import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { FailoverCommand } from '../../cli/failover-command.js';

export default class FailoverHistory extends FailoverCommand {
  static override summary = 'Show who changed what, when and why, the newest first.';

  static override description =
    `Entries are kept for 90 days. A change by hand in a console leaves none; status shows it.
Needs the state table, nothing else of AWS.
Exit codes: 0 shown, 1 failed, 2 unknown domain or region, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> eu-west-1 --limit 5 --json',
  ];

  static override args = {
    distribution: Args.string({ description: 'Domain or region of one distribution; all of them without.' }),
  };

  static override flags = {
    limit: Flags.integer({ summary: 'How many entries at most.', default: 20, min: 1, helpValue: 'N' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverHistory);
    return this.withTable(flags['cluster-file'], async ({ cluster, table, report, signal }) => {
      const [{ resolveTarget }, { readHistory }, { historyTable }, { warnOfSilence }] = await Promise.all([
        import('../../lib/failover/resolve-target.js'),
        import('../../lib/state/read-history.js'),
        import('../../lib/ui/report/history-table.js'),
        import('../../lib/failover/failover-context.js'),
      ]);
      const target = args.distribution === undefined ? undefined : resolveTarget(cluster, args.distribution);
      const domain = target?.distributionDomain;
      const history = await readHistory(table, { domain, limit: flags.limit, signal });
      warnOfSilence(report, history);
      this.log(historyTable(history.entries));
      return history;
    });
  }
}
