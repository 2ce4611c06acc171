import * as Flags from '@oclif/core/flags';
import { typedOnly } from '../../cli/environment-flags.js';
import { changeFlags, type FailoverCluster, FailoverCommand, failoverArgsOrAll } from '../../cli/failover-command.js';
import { parseDurationS } from '../../lib/duration.js';
import { ExitCode, usageError } from '../../lib/errors.js';
import { closeDistribution } from '../../lib/failover/close-distribution.js';
import { goOffAir } from '../../lib/failover/off-air.js';
import { readMasterUrl } from '../../lib/state/master-url.js';
import { changeReport, offAirReport } from '../../lib/ui/report/change-report.js';

export default class FailoverClose extends FailoverCommand {
  static override summary = 'Move the viewers off a distribution, then close it.';

  static override description =
    `The command drains first: players are steered away before the distribution answers 404, so that no player sees an error. It ends when cvs has seen the 404. The stream that viewers are sent to must be neither stale nor unreachable, and the last open distribution is never closed, except with --all --off-air. With --now a broken region is served from another region's origin while players leave, so that they meet no error; where that is not possible, and with --hard, it answers 404 at once.
It needs the state table and the distributions, and nothing else of AWS.

Exit codes: 0 closed or already closed, 1 failed or refused, 2 unknown domain or region or wrong flags, 3 declined, 4 written but not seen to take effect, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> eu-west-1',
    '<%= config.bin %> <%= command.id %> eu-west-1 --now --reason "encoder lost"',
    '<%= config.bin %> <%= command.id %> eu-west-1 --now --hard --reason "must not be seen"',
    '<%= config.bin %> <%= command.id %> eu-west-1 --for 15m --reason "encoder restart"',
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
    '<%= config.bin %> <%= command.id %> --all --off-air --reason "end of the event"',
  ];

  static override args = failoverArgsOrAll;

  static override flags = {
    now: typedOnly(
      Flags.boolean({
        summary:
          'For a region that is already broken: serve from another region’s origin at once, until players have left; where that is not possible, close without draining.',
      }),
    ),
    hard: typedOnly(
      Flags.boolean({
        summary: 'Answer 404 at once, although players meet it: for what must not be seen.',
        dependsOn: ['now'],
      }),
    ),
    for: Flags.string({ summary: 'Open again automatically after this time, such as 15m.', helpValue: 'DURATION' }),
    ...changeFlags,
    all: typedOnly(Flags.boolean({ summary: 'Close every distribution; needs --off-air.' })),
    'off-air': typedOnly(
      Flags.boolean({ summary: 'Confirm that viewers will have nothing to watch.', dependsOn: ['all'] }),
    ),
    yes: typedOnly(
      Flags.boolean({ char: 'y', summary: 'Do not ask for the cluster’s name before going off the air.' }),
    ),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverClose);
    const { now, hard, reason, force } = flags;
    this.requireReason(flags);
    const named = this.oneOrAll(flags.all, args.distribution);
    if (named === undefined && !flags['off-air']) {
      const problem = '--all leaves viewers with nothing to watch.';
      throw usageError('ALL_IS_OFF_AIR', problem, 'To go off the air on purpose, add --off-air.');
    }
    if (named === undefined) return this.withTable(flags, (context) => this.offAir(context, flags));
    const closeForS = flags.for === undefined ? undefined : parseDurationS(flags.for, '--for');
    return this.withTarget(flags, named, async (target) => {
      const findMasterUrl = () => readMasterUrl(target.table, target.signal);
      const result = await closeDistribution({ ...target, now, hard, closeForS, reason, force, findMasterUrl });
      this.log(changeReport(result));
      if (result.outcome === 'unconfirmed') process.exitCode = ExitCode.partial;
      return result;
    });
  }

  private async offAir(context: FailoverCluster, { yes, reason }: { yes: boolean; reason?: string }): Promise<object> {
    const { name, regions } = context.cluster;
    const effect = `All ${regions.length} distributions will answer 404, and viewers will see nothing.`;
    if (!yes) await this.confirm(`Take ${name} off the air? ${effect}`, name);
    const result = await goOffAir({ ...context, reason });
    this.log(offAirReport(result));
    if (result.outcome === 'unconfirmed') process.exitCode = ExitCode.partial;
    return result;
  }
}
