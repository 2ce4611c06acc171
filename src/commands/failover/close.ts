import * as Flags from '@oclif/core/flags';
import {
  FailoverCommand,
  type FailoverTarget,
  failoverArgsOrAll,
  forceFlag,
  reasonFlag,
} from '../../cli/failover-command.js';
import { ExitCode } from '../../lib/errors.js';

export default class FailoverClose extends FailoverCommand {
  static override summary = 'Move the viewers off a distribution, then close it.';

  static override description =
    `Drains first: players are steered away, and only then does the distribution answer 404, so that no player sees an error. Ends when the 404 has been seen. Where viewers go must be neither stale nor out of reach, and the last open distribution is never closed, but with --all --off-air.
Needs the state table and the distributions, nothing else of AWS.
Exit codes: 0 closed or already closed, 1 failed or refused, 2 unknown domain or region or wrong flags, 3 declined, 4 written but not seen to take effect, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
    '<%= config.bin %> <%= command.id %> eu-west-1 --now --reason "encoder lost"',
    '<%= config.bin %> <%= command.id %> eu-west-1 --for 15m --reason "encoder restart"',
    '<%= config.bin %> <%= command.id %> --all --off-air --reason "end of the event"',
  ];

  static override args = failoverArgsOrAll;

  static override flags = {
    now: Flags.boolean({ summary: 'Close without draining: for a region that is already broken.' }),
    for: Flags.string({ summary: 'Open again by itself after this long, such as 15m.', helpValue: 'DURATION' }),
    reason: reasonFlag,
    force: forceFlag,
    all: Flags.boolean({ summary: 'Every distribution; takes --off-air.' }),
    'off-air': Flags.boolean({ summary: 'Yes, leave viewers with nothing.', dependsOn: ['all'] }),
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask for the cluster’s name before going off the air.' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverClose);
    await this.requireReason(flags.force, flags.reason);
    const which = await this.allOrOne(flags.all, args.distribution);
    if (which.all && !flags['off-air']) {
      const { usageError } = await import('../../lib/errors.js');
      throw usageError('ALL_IS_OFF_AIR', '--all leaves viewers with nothing.', 'If that is meant: --all --off-air.');
    }
    if (which.all) return this.offAir(flags['cluster-file'], flags.yes, flags.reason);
    const { parseDurationS } = await import('../../lib/duration.js');
    const closeForS = flags.for === undefined ? undefined : parseDurationS(flags.for, '--for');
    return this.withTarget(flags['cluster-file'], which.text, (target: FailoverTarget) =>
      this.close({ ...target, now: flags.now, closeForS, reason: flags.reason, force: flags.force }),
    );
  }

  private async close(options: FailoverTarget & { now: boolean; closeForS?: number; reason?: string; force: boolean }) {
    const [{ closeDistribution }, { readMasterUrl }] = await Promise.all([
      import('../../lib/failover/close-distribution.js'),
      import('../../lib/state/master-url.js'),
    ]);
    const { table, signal } = options;
    const result = await closeDistribution({ ...options, findMasterUrl: () => readMasterUrl(table, signal) });
    const { changeReport } = await import('../../lib/ui/report/change-report.js');
    this.log(changeReport(result));
    if (result.outcome === 'unconfirmed') process.exitCode = ExitCode.partial;
    return result;
  }

  private offAir(clusterFile: string, yes: boolean, reason: string | undefined): Promise<object> {
    return this.withTable(clusterFile, async (context) => {
      const { name, regions } = context.cluster;
      const { confirmOrRefuse } = await import('../../lib/ui/ask/confirm-or-refuse.js');
      await confirmOrRefuse({
        yes,
        interactive: this.interactive(),
        question: `Take ${name} off the air: all ${regions.length} distributions answer 404, and no viewer sees anything. Type the cluster's name:`,
        typed: name,
      });
      const { goOffAir } = await import('../../lib/failover/off-air.js');
      const result = await goOffAir({ ...context, reason });
      const { offAirReport } = await import('../../lib/ui/report/change-report.js');
      this.log(offAirReport(result));
      if (result.outcome === 'unconfirmed') process.exitCode = ExitCode.partial;
      return result;
    });
  }
}
