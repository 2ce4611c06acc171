import { FaultCommand } from '../../../cli/fault-command.js';

export default class SandboxFaultList extends FaultCommand {
  static override summary = 'List what goes wrong in a running sandbox, and how often it did.';

  static override description = 'Exit codes: 0 listed, 1 no sandbox answers.';

  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<object> {
    const { flags } = await this.parse(SandboxFaultList);
    const faults = await (await this.faultsAt(flags.endpoint)).list();
    const { faultTable } = await import('../../../lib/ui/report/fault-table.js');
    this.log(faultTable(faults));
    return { faults };
  }
}
