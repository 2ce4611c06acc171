import * as Args from '@oclif/core/args';
import { FaultCommand } from '../../../cli/fault-command.js';

export default class SandboxFaultClear extends FaultCommand {
  static override summary = 'End one fault of a running sandbox, or all.';

  static override description = 'Exit codes: 0 ended, or there was none, 1 no sandbox answers.';

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> fault-2'];

  static override args = { id: Args.string({ description: 'Id that add printed. Without it, all end.' }) };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SandboxFaultClear);
    const cleared = await (await this.faultsAt(flags.endpoint)).clear(args.id);
    this.log(`${cleared} ended.`);
    return { cleared };
  }
}
