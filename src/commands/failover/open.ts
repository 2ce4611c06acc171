import * as Flags from '@oclif/core/flags';
import { typedOnly } from '../../cli/environment-flags.js';
import { changeFlags, FailoverCommand, failoverArgsOrAll } from '../../cli/failover-command.js';
import { ExitCode } from '../../lib/errors.js';
import { openAll } from '../../lib/failover/off-air.js';
import { openDistribution } from '../../lib/failover/open-distribution.js';
import { changeReport, openAllReport } from '../../lib/ui/report/change-report.js';

export default class FailoverOpen extends FailoverCommand {
  static override summary = 'Make a distribution serve again, then let viewers come back to it.';

  static override description =
    `The command ends when cvs has seen the distribution serve. It also undoes a drain. Players are not sent back to a stale stream.
It needs the state table and the distributions, and nothing else of AWS.

Exit codes: 0 open or already open, 1 failed, 2 unknown domain or region or wrong flags, 4 not open everywhere, or with --all only some are open, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> eu-west-1 --reason "encoder back"',
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
    '<%= config.bin %> <%= command.id %> --all',
  ];

  static override args = failoverArgsOrAll;

  static override flags = {
    ...changeFlags,
    all: typedOnly(Flags.boolean({ summary: 'Open every distribution: the cluster is back on the air.' })),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverOpen);
    const { reason, force } = flags;
    this.requireReason(flags);
    const named = this.oneOrAll(flags.all, args.distribution);
    if (named === undefined) {
      return this.withTable(flags, async (context) => {
        const result = await openAll({ ...context, reason, force });
        this.log(openAllReport(result));
        if (result.outcome === 'failed') {
          const none = result.distributions.every(({ outcome }) => outcome === 'failed');
          process.exitCode = none ? ExitCode.failed : ExitCode.partial;
        }
        return result;
      });
    }
    return this.withTarget(flags, named, async (target) => {
      const result = await openDistribution({ ...target, reason, force });
      this.log(changeReport(result));
      if (result.outcome === 'unconfirmed') process.exitCode = ExitCode.partial;
      return result;
    });
  }
}
