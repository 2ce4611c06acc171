import * as Flags from '@oclif/core/flags';
import { FailoverCommand, failoverArgsOrAll, forceFlag, reasonFlag } from '../../cli/failover-command.js';
import { ExitCode } from '../../lib/errors.js';
import { openAll } from '../../lib/failover/off-air.js';
import { openDistribution } from '../../lib/failover/open-distribution.js';
import { changeReport, openAllReport } from '../../lib/ui/report/change-report.js';

export default class FailoverOpen extends FailoverCommand {
  static override summary = 'Make a distribution serve again, then let viewers come back to it.';

  static override description =
    `Ends when cvs has seen the distribution serve. It also undoes a drain. Players are not sent back to a stale stream.
Needs the state table and the distributions, nothing else of AWS.

Exit codes: 0 open or already open, 1 failed, 2 unknown domain or region or wrong flags, 4 with --all: only some are open, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> eu-west-1 --reason "encoder back"',
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
    '<%= config.bin %> <%= command.id %> --all',
  ];

  static override args = failoverArgsOrAll;

  static override flags = {
    reason: reasonFlag,
    force: forceFlag,
    all: Flags.boolean({ summary: 'Open every distribution: the cluster is back on the air.' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverOpen);
    const { reason, force } = flags;
    this.requireReason(force, reason);
    const which = this.allOrOne(flags.all, args.distribution);
    if (which.all) return this.openAll(flags['cluster-file'], { reason, force });
    return this.withTarget(flags['cluster-file'], which.text, async (target) => {
      const result = await openDistribution({ ...target, reason, force });
      this.log(changeReport(result));
      return result;
    });
  }

  private openAll(clusterFile: string, options: { reason?: string; force: boolean }): Promise<object> {
    return this.withTable(clusterFile, async (context) => {
      const result = await openAll({ ...context, ...options });
      this.log(openAllReport(result));
      const failed = result.distributions.filter((one) => one.outcome === 'failed').length;
      if (failed > 0) process.exitCode = failed < result.distributions.length ? ExitCode.partial : ExitCode.failed;
      return result;
    });
  }
}
