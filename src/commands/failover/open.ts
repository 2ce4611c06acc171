import { FailoverCommand, failoverArgs, reasonFlag } from '../../failover-command.js';

export default class FailoverOpen extends FailoverCommand {
  static override summary = 'Serve a distribution again, then let viewers come back to it.';

  static override description = `Ends when the distribution has been seen to serve. Also undoes a drain.
Needs the state table and the distributions, nothing else of AWS.
Exit codes: 0 open or already open, 1 failed, 2 unknown domain or region, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
    '<%= config.bin %> <%= command.id %> eu-west-1 --reason "encoder back"',
  ];

  static override args = failoverArgs;

  static override flags = { reason: reasonFlag };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverOpen);
    return this.withTarget(flags['cluster-file'], args.distribution, async (target) => {
      const { openDistribution } = await import('../../lib/failover/open-distribution.js');
      const result = await openDistribution({ ...target, reason: flags.reason });
      const { changeReport } = await import('../../lib/ui/change-report.js');
      this.log(changeReport(result));
      return result;
    });
  }
}
