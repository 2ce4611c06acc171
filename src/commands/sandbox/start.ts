import * as Flags from '@oclif/core/flags';
import { parse } from '@oclif/core/parser';
import { BaseCommand } from '../../cli/base-command.js';
import { faultArgs, faultFlags, faultOf } from '../../cli/fault-flags.js';
import { sandboxGuide } from '../../cli/sandbox-guide.js';
import { keepSandboxKey } from '../../cli/sandbox-key.js';
import { profilesGuide, writeProfiles } from '../../cli/sandbox-profiles.js';
import { asUsageError } from '../../cli/usage-errors.js';
import { messageOf, usageError } from '../../lib/errors.js';
import { shellWords } from '../../lib/shell-words.js';
import type { FaultSpec } from '../../sandbox/faults/fault.js';
import { faultClient } from '../../sandbox/faults/fault-client.js';
import { startSandbox } from '../../sandbox/start-sandbox.js';

export default class SandboxStart extends BaseCommand {
  static override summary = 'Start a laptop-sized AWS with two live streams; Ctrl-C stops it.';

  static override description =
    `Answers the AWS APIs on one port of 127.0.0.1 and keeps everything in memory. Prints the settings that make cvs, the AWS CLI and the SDKs use it; the secret in them is another at each start. With --profiles it also writes keys of each role of docs/iam.md, for the cluster of the printed commands, so that a command can be run as that role: AWS_SHARED_CREDENTIALS_FILE=FILE AWS_PROFILE=viewer. The file is removed when the sandbox stops. --fault adds a fault from the start; it takes the words of cvs sandbox fault add.

Exit codes: 0 stopped by Ctrl-C, 1 failed, 2 the port is in use, a fault is not valid, or the file cannot be written.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --port 4570 --speed 60',
    '<%= config.bin %> <%= command.id %> --profiles roles.ini',
    '<%= config.bin %> <%= command.id %> --fault "resource --stack copilot --on create --times 1" --fault "throttle --service cloudformation --per-second 2"',
  ];

  static override flags = {
    port: Flags.integer({
      summary: 'Port of the AWS APIs; the distributions use the ports after it.',
      default: 4570,
      min: 0,
      max: 65535,
    }),
    speed: Flags.integer({ summary: 'How many times faster than AWS the control planes are.', default: 20, min: 1 }),
    'low-latency': Flags.boolean({
      summary: 'Low-latency streams: parts, preload hints, reloads that wait, delta updates.',
    }),
    profiles: Flags.string({
      summary: 'Write a credentials file with a profile for each role of docs/iam.md.',
      helpValue: 'FILE',
    }),
    fault: Flags.string({
      summary: 'Fault that is active from the start: the words of cvs sandbox fault add, in quotes. May be repeated.',
      helpValue: 'FAULT',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(SandboxStart);
    const specs = await Promise.all((flags.fault ?? []).map((text) => this.fault(text)));
    return this.withContext(async ({ clock, signal }) => {
      const sandbox = await startSandbox({
        port: flags.port,
        speed: flags.speed,
        lowLatency: flags['low-latency'],
        clock,
        packageRoot: this.config.root,
        log: (entry) =>
          this.logToStderr(`${entry.level} ${entry.source}${entry.region ? ` ${entry.region}` : ''}: ${entry.message}`),
      });
      let forgetKey = async () => {};
      let forgetProfiles = async () => {};
      try {
        forgetKey = await keepSandboxKey(this.config.cacheDir, sandbox, (message) => this.logToStderr(message));
        const faults = faultClient(sandbox, fetch);
        for (const spec of specs) await faults.add(spec);
        if (flags.profiles) {
          forgetProfiles = await writeProfiles(flags.profiles, sandbox);
          this.log(profilesGuide(flags.profiles));
        }
        this.log(sandboxGuide(sandbox, `node ${process.argv[1]}`));
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      } finally {
        await forgetKey();
        await forgetProfiles();
        await sandbox.close();
      }
      return { stopped: true };
    });
  }

  private async fault(text: string): Promise<FaultSpec> {
    try {
      const { args, flags } = await parse(shellWords(text), { args: faultArgs, flags: faultFlags, strict: true });
      return faultOf(args.kind, flags);
    } catch (error) {
      const reason = asUsageError(error, { name: 'It', flags: Object.keys(faultFlags), args: Object.keys(faultArgs) });
      throw usageError(
        'FAULT_FLAGS',
        `--fault ${JSON.stringify(text)} is not valid: ${messageOf(reason)}`,
        'cvs sandbox fault add --help shows the kinds of faults and their flags.',
      );
    }
  }
}
