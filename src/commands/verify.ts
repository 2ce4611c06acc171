import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { ExitCode } from '../lib/errors.js';
import { withOutputs } from '../lib/output-file.js';
import { doctorReport } from '../lib/ui/report/doctor-report.js';
import { verifyCluster } from '../lib/verify/verify-cluster.js';
import { verifyPage } from '../lib/verify/verify-page.js';

export default class Verify extends BaseCommand {
  static override summary = 'After a deployment: prove that every part is there, reachable and permitted.';

  static override description =
    `Looks at every function, role, schedule, topic, queue, log, alarm and the dashboard of the stacks, has IAM simulate the roles of the functions, reads every replica of the state table, and asks for what viewers load. Closes nothing and changes nothing. It needs the policies viewer and verifier of docs/iam.md.

With --report it also writes one page of Markdown with what was seen, the stacks, versions and timings. The page has no secrets, no account number and no names of people: it can be sent as a bug report.

Exit codes: 0 nothing failed, 1 a check failed (✖) or nothing is deployed, 2 the cluster file is missing or wrong, or the report cannot be written.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --report verified.md',
  ];

  static override flags = {
    report: Flags.string({ summary: 'Write what was seen as a page of Markdown.', helpValue: 'FILE' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Verify);
    return this.withCluster(flags, async (context) => {
      const assets = await this.assetsOf(context.cluster);
      const files = flags.report === undefined ? [] : [flags.report];
      return withOutputs(files, async ([output]) => {
        const verification = await verifyCluster({ ...context, assets });
        this.log(doctorReport(verification));
        if (output) {
          const { platform, arch, version: node } = process;
          const environment = { version: this.config.version, node, platform: `${platform} ${arch}` };
          await output.write(verifyPage(verification, environment));
          this.log(`\nWrote ${flags.report}.`);
        }
        if (verification.counts.fail > 0) process.exitCode = ExitCode.failed;
        return verification;
      });
    });
  }
}
