import * as Flags from '@oclif/core/flags';
import { FailoverCommand } from '../cli/failover-command.js';
import type { DrillOptions } from '../lib/drill/drill-options.js';
import { ExitCode } from '../lib/errors.js';

export default class Drill extends FailoverCommand {
  static override summary = 'Rehearse a failover with viewers watching, and judge it.';

  static override description =
    `Starts viewers of its own, closes a region, keeps it closed, opens it again, and reports what the viewers saw. It begins only when every region is open and no stream is stale, and ends at once when the other region turns stale or a viewer stalls for long. The close lapses by itself a minute after the last sign of life; Ctrl-C opens the region at once.
Needs the state table and the distributions, nothing else of AWS.
Exit codes: 0 passed, 1 failed or not started, 2 unknown region or wrong flags, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --region eu-west-1 --duration 2m --viewers 5 --html drill.html',
    '<%= config.bin %> <%= command.id %> --now --max-stall 2s --junit drill.xml',
  ];

  static override flags = {
    region: Flags.string({ summary: 'Region to close. Default: the one that viewers play from.', helpValue: 'REGION' }),
    duration: Flags.string({ summary: 'How long it stays closed.', default: '2m', helpValue: 'DURATION' }),
    baseline: Flags.string({ summary: 'How long viewers play before.', default: '15s', helpValue: 'DURATION' }),
    viewers: Flags.integer({
      summary: 'How many viewers; one in three knows no steering.',
      default: 3,
      min: 1,
      max: 100,
      helpValue: 'N',
    }),
    now: Flags.boolean({ summary: 'Close without draining: viewers meet the 404.' }),
    'max-stall': Flags.string({ summary: 'Longest stall that passes.', default: '1s', helpValue: 'DURATION' }),
    'max-errors': Flags.integer({
      summary: 'Error responses that a viewer who follows steering may see.',
      default: 0,
      min: 0,
      helpValue: 'N',
    }),
    'max-switch': Flags.string({
      summary: 'Longest time to leave that passes.',
      default: '10s',
      helpValue: 'DURATION',
    }),
    'abort-after': Flags.string({ summary: 'Stall that ends the drill.', default: '5s', helpValue: 'DURATION' }),
    'master-url': Flags.string({ summary: 'Master playlist to play. Default: the deployed one.', helpValue: 'URL' }),
    junit: Flags.string({ summary: 'Write the result as JUnit XML.', helpValue: 'FILE' }),
    html: Flags.string({ summary: 'Write the report as one page.', helpValue: 'FILE' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Drill);
    const { parseDurationS } = await import('../lib/duration.js');
    const ms = (flag: 'duration' | 'baseline' | 'max-stall' | 'max-switch' | 'abort-after') =>
      parseDurationS(flags[flag], `--${flag}`) * 1000;
    const options: Omit<
      DrillOptions,
      'cluster' | 'table' | 'masterUrl' | 'http' | 'clock' | 'report' | 'lease' | 'fit'
    > = {
      region: flags.region,
      now: flags.now,
      holdMs: ms('duration'),
      baselineMs: ms('baseline'),
      viewers: flags.viewers,
      plainViewers: Math.floor(flags.viewers / 3),
      objectives: { maxStallMs: ms('max-stall'), maxErrors: flags['max-errors'], maxSwitchMs: ms('max-switch') },
      abortAfterMs: ms('abort-after'),
    };
    return this.withTable(flags['cluster-file'], async (context) => {
      const { drillCluster } = await import('../lib/drill/drill-cluster.js');
      const files = { junit: flags.junit, html: flags.html };
      const result = await drillCluster({ ...context, ...options, masterUrl: flags['master-url'], files });
      const [{ drillReport }, { drillJson }] = await Promise.all([
        import('../lib/ui/report/drill-report.js'),
        import('../lib/drill/drill-words.js'),
      ]);
      this.log(drillReport(result));
      if (result.outcome === 'failed') process.exitCode = ExitCode.failed;
      return drillJson(result);
    });
  }
}
