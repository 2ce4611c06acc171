import * as Flags from '@oclif/core/flags';
import { FailoverCommand } from '../cli/failover-command.js';
import { drillCluster } from '../lib/drill/drill-cluster.js';
import { drillJson } from '../lib/drill/drill-words.js';
import { parseDurationS } from '../lib/duration.js';
import { ExitCode } from '../lib/errors.js';
import { drillReport } from '../lib/ui/report/drill-report.js';

export default class Drill extends FailoverCommand {
  static override summary = 'Close and open a region with viewers of its own watching, and report what they saw.';

  static override description =
    `A drill really closes the region: real viewers move too. It starts viewers of its own, closes the region, keeps it closed, opens it again, and reports what those viewers saw. It begins only when every region is open and no stream is stale, and ends at once when the other region becomes stale or a viewer stalls for too long. The close lapses within a minute if cvs is killed; Ctrl-C opens the region at once.
Needs the state table and the distributions, nothing else of AWS.

Exit codes: 0 passed, 1 failed or not started, 2 unknown region or wrong flags, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --region eu-west-1 --duration 2m --viewers 5 --html drill.html',
    '<%= config.bin %> <%= command.id %> --now --max-stall 2s --junit drill.xml',
  ];

  static override flags = {
    region: Flags.string({ summary: 'Region to close. Default: the one that viewers play from.', helpValue: 'REGION' }),
    duration: Flags.string({ summary: 'How long the region stays closed.', default: '2m', helpValue: 'DURATION' }),
    baseline: Flags.string({
      summary: 'How long the viewers play before the close.',
      default: '15s',
      helpValue: 'DURATION',
    }),
    viewers: Flags.integer({
      summary: 'Number of viewers; every third one does not support content steering.',
      default: 3,
      min: 1,
      max: 100,
      helpValue: 'N',
    }),
    now: Flags.boolean({ summary: 'Close without draining: viewers get the 404.' }),
    'max-stall': Flags.string({
      summary: 'Longest stall that counts as passed.',
      default: '1s',
      helpValue: 'DURATION',
    }),
    'max-errors': Flags.integer({
      summary: 'Most error responses that a viewer with content steering may see.',
      default: 0,
      min: 0,
      helpValue: 'N',
    }),
    'max-switch': Flags.string({
      summary: 'Longest time to leave the region that counts as passed.',
      default: '10s',
      helpValue: 'DURATION',
    }),
    'abort-after': Flags.string({
      summary: 'Length of a stall that ends the drill.',
      default: '5s',
      helpValue: 'DURATION',
    }),
    'master-url': Flags.string({ summary: 'Master playlist to play. Default: the deployed one.', helpValue: 'URL' }),
    junit: Flags.string({ summary: 'Write the result as JUnit XML.', helpValue: 'FILE' }),
    html: Flags.string({ summary: 'Write the report as an HTML page.', helpValue: 'FILE' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Drill);
    const ms = (flag: 'duration' | 'baseline' | 'max-stall' | 'max-switch' | 'abort-after') =>
      parseDurationS(flags[flag], `--${flag}`) * 1000;
    const options = {
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
      const files = { junit: flags.junit, html: flags.html };
      const result = await drillCluster({ ...context, ...options, masterUrl: flags['master-url'], files });
      this.log(drillReport(result));
      if (result.outcome === 'failed') process.exitCode = ExitCode.failed;
      return drillJson(result);
    });
  }
}
