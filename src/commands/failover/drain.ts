import * as Args from '@oclif/core/args';
import { changeFlags, FailoverCommand } from '../../cli/failover-command.js';
import { ExitCode } from '../../lib/errors.js';
import { drainDistribution } from '../../lib/failover/drain-distribution.js';
import { readMasterUrl } from '../../lib/state/master-url.js';
import { changeReport } from '../../lib/ui/report/change-report.js';

export default class FailoverDrain extends FailoverCommand {
  static override summary = 'Move the viewers off a distribution without closing it.';

  static override description =
    `Players are steered to another region; the distribution still serves those that stay. cvs failover open undoes it. The stream that viewers are sent to must be neither stale nor unreachable.
It needs the state table and the distributions, and nothing else of AWS.

Exit codes: 0 drained or already drained, 1 failed or refused, 2 unknown domain or region, 4 written but not seen to take effect, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> eu-west-1 --reason "encoder maintenance"',
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
  ];

  static override args = {
    distribution: Args.string({ description: 'Region, or domain of its distribution.', required: true }),
  };

  static override flags = changeFlags;

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverDrain);
    this.requireReason(flags);
    return this.withTarget(flags, args.distribution, async (target) => {
      const findMasterUrl = () => readMasterUrl(target.table, target.signal);
      const { reason, force } = flags;
      const result = await drainDistribution({ ...target, reason, force, findMasterUrl });
      this.log(changeReport(result));
      if (result.outcome === 'unconfirmed') process.exitCode = ExitCode.partial;
      return result;
    });
  }
}
