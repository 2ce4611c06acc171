import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { ExitCode } from '../lib/errors.js';

export default class Demo extends BaseCommand {
  static override summary = 'Run the whole job in the sandbox: deploy, fail over, prove it, destroy.';

  static override description =
    `Needs no account, no network and no questions. A synthetic viewer plays the merged master playlist while the region it plays is closed and opened again.
Exit codes: 0 passed, 1 the viewer stalled, saw an error or did not move, or something did not deploy, 130 interrupted.`;

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --keep'];

  static override flags = {
    keep: Flags.boolean({ summary: 'Leave the sandbox running and print what to try next; Ctrl-C stops it.' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Demo);
    return this.withContext(async (context) => {
      const [{ runDemo }, { demoReport }, { keptGuide }] = await Promise.all([
        import('../demo/run-demo.js'),
        import('../lib/ui/report/demo-report.js'),
        import('../lib/ui/report/sandbox-guide.js'),
      ]);
      const result = await runDemo({
        ...context,
        packageRoot: this.config.root,
        keep: flags.keep,
        onKept: ({ sandbox, clusterFile, result }) => {
          this.log(demoReport(result));
          this.log(`\n${keptGuide(sandbox, clusterFile, result.masterPlaylistUrl, `node ${process.argv[1]}`)}`);
        },
      });
      if (!flags.keep) this.log(demoReport(result));
      if (result.outcome !== 'passed') process.exitCode = ExitCode.failed;
      return result;
    });
  }
}
