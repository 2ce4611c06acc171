import { FailoverCommand, failoverArgs, forceFlag, reasonFlag } from '../../cli/failover-command.js';

export default class FailoverDrain extends FailoverCommand {
  static override summary = 'Move the viewers off a distribution without closing it.';

  static override description =
    `Players are steered to another region; the distribution keeps serving those who stay. Undo it with failover open. Where they go must be neither stale nor out of reach.
Needs the state table and the distributions, nothing else of AWS.
Exit codes: 0 drained or already drained, 1 failed or refused, 2 unknown domain or region, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
    '<%= config.bin %> <%= command.id %> eu-west-1 --reason "encoder maintenance"',
  ];

  static override args = failoverArgs;

  static override flags = { reason: reasonFlag, force: forceFlag };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverDrain);
    await this.requireReason(flags.force, flags.reason);
    return this.withTarget(flags['cluster-file'], args.distribution, async (target) => {
      const { drainDistribution } = await import('../../lib/failover/drain-distribution.js');
      const result = await drainDistribution({ ...target, reason: flags.reason, force: flags.force });
      const { changeReport } = await import('../../lib/ui/report/change-report.js');
      this.log(changeReport(result));
      return result;
    });
  }
}
