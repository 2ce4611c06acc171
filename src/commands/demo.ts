import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { demoReport } from '../cli/demo-report.js';
import { keptGuide } from '../cli/sandbox-guide.js';
import { keepSandboxKey } from '../cli/sandbox-key.js';
import { runDemo } from '../demo/run-demo.js';
import { ExitCode } from '../lib/errors.js';

export default class Demo extends BaseCommand {
  static override summary = 'Show everything in the sandbox: deploy, fail over with a viewer watching, destroy.';

  static override description =
    `Needs no account and no network, and asks nothing. A synthetic viewer plays the merged master playlist while its region is closed and opened again.

Exit codes: 0 passed, 1 the viewer stalled, saw an error or did not move, or the deployment failed, 130 interrupted.`;

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --keep'];

  static override flags = {
    keep: Flags.boolean({ summary: 'Keep the sandbox running and print what to try next; Ctrl-C stops it.' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Demo);
    return this.withContext(async (context) => {
      let forgetKey = async () => {};
      const result = await runDemo({
        ...context,
        packageRoot: this.config.root,
        keep: flags.keep,
        onKept: async ({ sandbox, clusterFile, result }) => {
          forgetKey = await keepSandboxKey(this.config.cacheDir, sandbox, (message) => this.logToStderr(message));
          this.log(demoReport(result));
          this.log(`\n${keptGuide(sandbox, clusterFile, result.masterPlaylistUrl, `node ${process.argv[1]}`)}`);
        },
      }).finally(() => forgetKey());
      if (!flags.keep) this.log(demoReport(result));
      if (result.outcome !== 'passed') process.exitCode = ExitCode.failed;
      return result;
    });
  }
}
