import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../../cli/base-command.js';
import { endpointFlag } from '../../../cli/fault-flags.js';
import { runningSandbox } from '../../../cli/sandbox-key.js';
import { countOf } from '../../../lib/count-of.js';
import { faultClient } from '../../../sandbox/faults/fault-client.js';

export default class SandboxFaultClear extends BaseCommand {
  static override summary = 'Remove one fault of a running sandbox, or all of them.';

  static override description = 'Exit codes: 0 removed, or there was none, 1 no sandbox answers.';

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> fault-2'];

  static override args = {
    id: Args.string({ description: 'Id that cvs sandbox fault add printed. Default: all faults.' }),
  };

  static override flags = { endpoint: endpointFlag };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SandboxFaultClear);
    const sandbox = await runningSandbox(this.config.cacheDir, flags.endpoint, process.env);
    const cleared = await faultClient(sandbox, fetch).clear(args.id);
    if (cleared > 0) this.log(`Removed ${countOf(cleared, 'fault')}.`);
    else this.log(args.id === undefined ? 'No faults are active.' : `There is no active fault ${args.id}.`);
    return { cleared };
  }
}
