import { FailoverCommand, failoverArgs, forceFlag, reasonFlag } from '../../cli/failover-command.js';
import { drainDistribution } from '../../lib/failover/drain-distribution.js';
import { changeReport } from '../../lib/ui/report/change-report.js';

export default class FailoverDrain extends FailoverCommand {
  static override summary = 'Move the viewers off a distribution without closing it.';

  static override description =
    `Players are steered to another region; the distribution still serves those that stay. cvs failover open undoes it. The stream that viewers are sent to must be neither stale nor unreachable.
Needs the state table and the distributions, nothing else of AWS.

Exit codes: 0 drained or already drained, 1 failed or refused, 2 unknown domain or region, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> eu-west-1 --reason "encoder maintenance"',
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
  ];

  static override args = failoverArgs;

  static override flags = { reason: reasonFlag, force: forceFlag };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverDrain);
    const { reason, force } = flags;
    this.requireReason(force, reason);
    return this.withTarget(flags['cluster-file'], args.distribution, async (target) => {
      const result = await drainDistribution({ ...target, reason, force });
      this.log(changeReport(result));
      return result;
    });
  }
}
