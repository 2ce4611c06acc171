import * as Flags from '@oclif/core/flags';
import { FailoverCommand, failoverArgsOrAll, forceFlag, reasonFlag } from '../../cli/failover-command.js';
import { ExitCode } from '../../lib/errors.js';

export default class FailoverOpen extends FailoverCommand {
  static override summary = 'Serve a distribution again, then let viewers come back to it.';

  static override description =
    `Ends when the distribution has been seen to serve. Also undoes a drain. Players are not let back to a stream that is stale.
Needs the state table and the distributions, nothing else of AWS.
Exit codes: 0 open or already open, 1 failed, 2 unknown domain or region or wrong flags, 4 some of them with --all, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
    '<%= config.bin %> <%= command.id %> eu-west-1 --reason "encoder back"',
    '<%= config.bin %> <%= command.id %> --all',
  ];

  static override args = failoverArgsOrAll;

  static override flags = {
    reason: reasonFlag,
    force: forceFlag,
    all: Flags.boolean({ summary: 'Every distribution: back on the air.' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverOpen);
    const { reason, force } = flags;
    await this.requireReason(force, reason);
    const which = await this.allOrOne(flags.all, args.distribution);
    if (which.all) return this.openAll(flags['cluster-file'], { reason, force });
    return this.withTarget(flags['cluster-file'], which.text, async (target) => {
      const { openDistribution } = await import('../../lib/failover/open-distribution.js');
      const result = await openDistribution({ ...target, reason, force });
      const { changeReport } = await import('../../lib/ui/report/change-report.js');
      this.log(changeReport(result));
      return result;
    });
  }

  private openAll(clusterFile: string, options: { reason?: string; force: boolean }): Promise<object> {
    return this.withTable(clusterFile, async (context) => {
      const [{ openAll }, { openAllReport }] = await Promise.all([
        import('../../lib/failover/off-air.js'),
        import('../../lib/ui/report/change-report.js'),
      ]);
      const result = await openAll({ ...context, ...options });
      this.log(openAllReport(result));
      const failed = result.distributions.filter((one) => one.outcome === 'failed').length;
      if (failed > 0) process.exitCode = failed < result.distributions.length ? ExitCode.partial : ExitCode.failed;
      return result;
    });
  }
}
