import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { changeFlags, FailoverCommand } from '../../cli/failover-command.js';
import { parseDurationS } from '../../lib/duration.js';
import { ExitCode } from '../../lib/errors.js';
import { rerouteDistribution } from '../../lib/failover/reroute-distribution.js';
import { changeReport } from '../../lib/ui/report/change-report.js';

export default class FailoverReroute extends FailoverCommand {
  static override summary = 'Serve a distribution from another region’s origin; players stay and notice nothing.';

  static override description =
    `The copilot asks the other region's origin for what viewers ask this distribution for. It is for a region whose origin or encoder is broken while its distribution is well, and it also keeps players that know no steering. cvs failover open ends it. It is possible where the streams are alike: cvs doctor says whether, and why not.
It needs the state table and the distributions, and nothing else of AWS.

Exit codes: 0 rerouted or already rerouted, 1 failed or not possible, 2 unknown domain or region or wrong flags, 4 written but not seen to take effect, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> eu-west-1 --reason "black picture"',
    '<%= config.bin %> <%= command.id %> eu-west-1 --to eu-west-2 --for 15m',
  ];

  static override args = {
    distribution: Args.string({ description: 'Region, or domain of its distribution.', required: true }),
  };

  static override flags = {
    to: Flags.string({
      summary: 'The region whose origin answers. Default: the one that players prefer.',
      helpValue: 'REGION',
    }),
    for: Flags.string({ summary: 'End it automatically after this time, such as 15m.', helpValue: 'DURATION' }),
    reason: changeFlags.reason,
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverReroute);
    const rerouteForS = flags.for === undefined ? undefined : parseDurationS(flags.for, '--for');
    return this.withTarget(flags, args.distribution, async (target) => {
      const { reason, to } = flags;
      const result = await rerouteDistribution({ ...target, to: to?.trim().toLowerCase(), rerouteForS, reason });
      this.log(changeReport(result));
      if (result.outcome === 'unconfirmed') process.exitCode = ExitCode.partial;
      return result;
    });
  }
}
