import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { faultArgs, faultFlags, faultOf } from '../../cli/fault-flags.js';
import { messageOf, usageError } from '../../lib/errors.js';
import type { FaultSpec } from '../../sandbox/faults/fault.js';

export default class SandboxStart extends BaseCommand {
  static override summary = 'Start a laptop-sized AWS with two live streams; Ctrl-C stops it.';

  static override description =
    `Speaks the AWS APIs on one port of 127.0.0.1 and keeps everything in memory. Prints the settings that make cvs, the AWS CLI and the SDKs use it. What --fault names goes wrong from the start, in the words of cvs sandbox fault add.
Exit codes: 0 stopped by Ctrl-C, 1 failed, 2 the port is taken or a fault is not one.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --port 4570 --speed 60',
    '<%= config.bin %> <%= command.id %> --fault "resource --stack copilot --on create --times 1" --fault "throttle --service cloudformation --per-second 2"',
  ];

  static override flags = {
    port: Flags.integer({
      summary: 'Port of the AWS APIs; the distributions take the ports after it.',
      default: 4570,
      min: 0,
      max: 65535,
    }),
    speed: Flags.integer({ summary: 'Real control-plane latencies are divided by this.', default: 20, min: 1 }),
    fault: Flags.string({
      summary: 'Fault that stands from the start, as cvs sandbox fault add takes it, in quotes. Can be repeated.',
      helpValue: 'FAULT',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(SandboxStart);
    const specs: FaultSpec[] = [];
    for (const text of flags.fault ?? []) specs.push(await this.fault(text));
    return this.withContext(async ({ clock, signal }) => {
      const [{ startSandbox }, { sandboxGuide }] = await Promise.all([
        import('../../sandbox/start-sandbox.js'),
        import('../../lib/ui/report/sandbox-guide.js'),
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
        if (specs.length > 0) {
          const { faultClient } = await import('../../sandbox/faults/fault-client.js');
          const faults = faultClient(sandbox.endpoint, fetch);
          for (const spec of specs) await faults.add(spec);
        }
        this.log(sandboxGuide(sandbox, `node ${process.argv[1]}`));
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      } finally {
        await sandbox.close();
      }
      return { stopped: true };
    });
  }

  private async fault(text: string): Promise<FaultSpec> {
    const [{ shellWords }, { parse }] = await Promise.all([
      import('../../lib/shell-words.js'),
      import('@oclif/core/parser'),
    ]);
    try {
      const { args, flags } = await parse(shellWords(text), { args: faultArgs, flags: faultFlags, strict: true });
      return await faultOf(args.kind, flags);
    } catch (error) {
      throw usageError(
        'FAULT_FLAGS',
        `--fault ${JSON.stringify(text)}: ${messageOf(error).split('\n')[0]}`,
        'cvs sandbox fault add --help says what there is.',
      );
    }
  }
}
