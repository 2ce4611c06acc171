import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../base-command.js';

export default class SandboxStart extends BaseCommand {
  static override summary = 'Start a laptop-sized AWS with two live streams; Ctrl-C stops it.';

  static override description =
    `Speaks the AWS APIs on one port of 127.0.0.1 and keeps everything in memory. Prints the settings that make cvs, the AWS CLI and the SDKs use it.
Exit codes: 0 stopped by Ctrl-C, 1 failed, 2 the port is taken.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --port 4570 --speed 60',
  ];

  static override flags = {
    port: Flags.integer({
      summary: 'Port of the AWS APIs; the distributions take the ports after it.',
      default: 4570,
      min: 0,
      max: 65535,
    }),
    speed: Flags.integer({ summary: 'Real control-plane latencies are divided by this.', default: 20, min: 1 }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(SandboxStart);
    return this.withContext(async ({ clock, signal }) => {
      const [{ startSandbox }, { sandboxGuide }] = await Promise.all([
        import('../../lib/sandbox/start-sandbox.js'),
        import('../../lib/ui/sandbox-guide.js'),
      ]);
      const sandbox = await startSandbox({
        port: flags.port,
        speed: flags.speed,
        clock,
        packageRoot: this.config.root,
        log: (entry) =>
          this.logToStderr(`${entry.level} ${entry.source}${entry.region ? ` ${entry.region}` : ''}: ${entry.message}`),
      });
      try {
        this.log(sandboxGuide(sandbox, `node ${process.argv[1]}`));
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      } finally {
        await sandbox.close();
      }
      return { stopped: true };
    });
  }
}
