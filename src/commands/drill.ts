import * as Flags from '@oclif/core/flags';
import { DRILL_FAULTS, sandboxFault } from '../cli/drill-fault.js';
import { typedOnly } from '../cli/environment-flags.js';
import { FailoverCommand } from '../cli/failover-command.js';
import { drillCluster } from '../lib/drill/drill-cluster.js';
import type { DrillReport } from '../lib/drill/drill-report.js';
import { drillJson } from '../lib/drill/drill-words.js';
import { closeAndOpen } from '../lib/drill/exercises/close.js';
import { outage } from '../lib/drill/exercises/outage.js';
import { withReportFiles } from '../lib/drill/report-files.js';
import { parseDurationS } from '../lib/duration.js';
import { ExitCode } from '../lib/errors.js';
import { drillReport } from '../lib/ui/report/drill-report.js';

/** @param usual as people write it: `15s` */
const durationFlag = (summary: string, usual: string) =>
  Flags.string({ summary, default: usual, helpValue: 'DURATION' });

export default class Drill extends FailoverCommand {
  static override summary = 'Rehearse a failover while the drill’s own viewers watch, and report what they saw.';

  static override description =
    `A drill really closes the region: real viewers move too. It starts viewers of its own, closes the region, keeps it closed, opens it again, and reports what those viewers saw. It begins only when every region is open and no stream is stale, and ends at once when the other region becomes stale, a viewer stalls for too long, another drill starts, or an operator closes or drains a region, which stays as the operator left it. The close lapses within a minute if cvs is killed; Ctrl-C opens the region at once.
It needs the state table and the distributions, and nothing else of AWS.

With --fault it breaks the stream of the region instead, in the sandbox only, and does nothing about it: the detectors must notice, and viewers must be served from another region or leave. It ends when players are sent to the region again, which waits for the hold-down.

With --outage it does what the detectors would do about a stale stream, and touches no encoder: for half of the time the distribution serves from another region’s origin, then players are steered away too. Where rerouting is not possible it says why, and only steers. It lapses within a minute if cvs is killed.

A drill fails when a viewer stalled, saw an error response, did not leave or did not come back, and when nothing happened that it could prove. Viewers that do not support content steering may see the 404 of the region that is closed: they leave by it.

Exit codes: 0 passed, 1 failed or not started, 2 unknown region, wrong flags, or a file that cannot be written (nothing was closed), 4 passed, but a file could not be written in the end, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --region eu-west-1 --duration 2m --viewers 5 --html drill.html',
    '<%= config.bin %> <%= command.id %> --now --max-stall 2s --junit drill.xml',
    '<%= config.bin %> <%= command.id %> --outage --duration 1m',
    '<%= config.bin %> <%= command.id %> --fault freeze --duration 30s',
  ];

  static override flags = {
    region: Flags.string({
      summary: 'Region to drill. Default, and the only one that proves something: the one that viewers play from.',
      helpValue: 'REGION',
    }),
    fault: Flags.string({
      summary: 'Break the stream of the region in the sandbox, instead of closing it.',
      options: DRILL_FAULTS,
      helpValue: 'FAULT',
      exclusive: ['now'],
    }),
    outage: typedOnly(
      Flags.boolean({
        summary: 'Serve the region from another one’s origin and steer players away, instead of closing it.',
        exclusive: ['now', 'fault'],
      }),
    ),
    duration: durationFlag('How long the region stays closed, broken or rerouted.', '2m'),
    baseline: durationFlag('How long the viewers play before that.', '15s'),
    viewers: Flags.integer({
      summary: 'Number of viewers; every third one does not support content steering.',
      default: 3,
      min: 1,
      max: 100,
      helpValue: 'N',
    }),
    now: typedOnly(Flags.boolean({ summary: 'Close without draining: viewers get the 404.' })),
    'max-stall': durationFlag('Longest stall that counts as passed.', '1s'),
    'max-errors': Flags.integer({
      summary:
        'Most error responses that a viewer may see; the 404s that move viewers without content steering do not count.',
      default: 0,
      min: 0,
      helpValue: 'N',
    }),
    'max-switch': durationFlag('Longest time to leave the region that counts as passed.', '10s'),
    'abort-after': typedOnly(durationFlag('Length of a stall that ends the drill.', '5s')),
    'master-url': Flags.string({ summary: 'Master playlist to play. Default: the deployed one.', helpValue: 'URL' }),
    junit: Flags.string({ summary: 'Write the result as JUnit XML.', helpValue: 'FILE' }),
    html: Flags.string({ summary: 'Write the report as an HTML page.', helpValue: 'FILE' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Drill);
    const ms = (flag: 'duration' | 'baseline' | 'max-stall' | 'max-switch' | 'abort-after') =>
      parseDurationS(flags[flag], `--${flag}`) * 1000;
    const options = {
      exercise: flags.fault
        ? await sandboxFault(flags.fault, this.config.cacheDir, process.env)
        : flags.outage
          ? outage()
          : closeAndOpen(flags.now),
      region: flags.region,
      masterUrl: flags['master-url'],
      holdMs: ms('duration'),
      baselineMs: ms('baseline'),
      viewers: flags.viewers,
      plainViewers: Math.floor(flags.viewers / 3),
      objectives: { maxStallMs: ms('max-stall'), maxErrors: flags['max-errors'], maxSwitchMs: ms('max-switch') },
      abortAfterMs: ms('abort-after'),
    };
    return this.withTable(flags, async (context) => {
      const files = {
        junit: flags.junit,
        html: flags.html,
        cluster: context.cluster.name,
        at: new Date(context.clock.now()).toISOString(),
        show: (one: DrillReport) => this.log(drillReport(one)),
      };
      const { report, notWritten } = await withReportFiles(files, () => drillCluster({ ...context, ...options }));
      for (const error of notWritten) this.endWith(error);
      if (report.outcome === 'failed') process.exitCode = ExitCode.failed;
      else if (notWritten.length > 0) process.exitCode = ExitCode.partial;
      return { ...drillJson(report), notWritten: notWritten.map(({ message }) => message) };
    });
  }
}
