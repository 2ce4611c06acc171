import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { CHECKS } from '../lib/doctor/checks/all-checks.js';
import { examine } from '../lib/doctor/examine.js';
import { Facts } from '../lib/doctor/facts.js';
import { ExitCode } from '../lib/errors.js';
import { doctorReport } from '../lib/ui/report/doctor-report.js';
import { Deployed } from '../lib/verify/deployed.js';
import { preflightChecks } from '../lib/verify/preflight.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Check the setup for problems before you deploy or fail over.';

  static override description =
    `Checks credentials, permissions, quotas, buckets, distributions, caching, streams, and what is deployed. Changes nothing. With --preflight, all that can be asked of an account before the first deployment: it needs the policy verifier of docs/iam.md too. After a deployment, cvs verify looks at every part.

Exit codes: 0 nothing failed, 1 a check failed (✖), 2 the cluster file is missing or wrong.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
    '<%= config.bin %> <%= command.id %> --preflight',
  ];

  static override flags = {
    preflight: Flags.boolean({
      summary: 'Before the first deployment: leave out what is deployed, and look whether names are free.',
    }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Doctor);
    return this.withCluster(flags, async (context) => {
      const assets = await this.assetsOf(context.cluster);
      const checks = flags.preflight ? preflightChecks(new Deployed(context)) : CHECKS;
      const result = await examine(checks, new Facts({ ...context, assets }), context);
      this.log(doctorReport(result));
      if (result.counts.fail > 0) process.exitCode = ExitCode.failed;
      return { cluster: context.cluster.name, ...result };
    });
  }
}
