import * as Flags from '@oclif/core/flags';
import { FailoverCommand, failoverArgs, reasonFlag } from '../../failover-command.js';
import { ExitCode } from '../../lib/errors.js';

export default class FailoverClose extends FailoverCommand {
  static override summary = 'Move the viewers off a distribution, then close it.';

  static override description =
    `Drains first: players are steered away, and only then does the distribution answer 404, so that no player sees an error. Ends when the 404 has been seen.
Needs the state table and the distributions, nothing else of AWS.
Exit codes: 0 closed or already closed, 1 failed or refused, 2 unknown domain or region, 4 written but not seen to take effect, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> d111111abcdef8.cloudfront.net',
    '<%= config.bin %> <%= command.id %> eu-west-1 --now --reason "encoder lost"',
  ];

  static override args = failoverArgs;

  static override flags = {
    now: Flags.boolean({ summary: 'Close at once, without draining: for a region that is already broken.' }),
    reason: reasonFlag,
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(FailoverClose);
    return this.withTarget(flags['cluster-file'], args.distribution, async (target) => {
      const { closeDistribution } = await import('../../lib/failover/close-distribution.js');
      const result = await closeDistribution({ ...target, now: flags.now, reason: flags.reason });
      const { changeReport } = await import('../../lib/ui/change-report.js');
      this.log(changeReport(result));
      if (result.outcome === 'unconfirmed') process.exitCode = ExitCode.partial;
      return result;
    });
  }
}
