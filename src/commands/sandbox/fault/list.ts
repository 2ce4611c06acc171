import { FaultCommand } from '../../../cli/fault-command.js';
import { table } from '../../../lib/ui/text/table.js';
import type { FaultRecord } from '../../../sandbox/faults/fault.js';

export default class SandboxFaultList extends FaultCommand {
  static override summary = 'List the active faults of a running sandbox, and how often each was hit.';

  static override description = 'Exit codes: 0 listed, 1 no sandbox answers.';

  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<object> {
    const { flags } = await this.parse(SandboxFaultList);
    const faults = await this.faultsAt(flags.endpoint).list();
    this.log(
      faults.length === 0 ? 'No faults are active.' : table(['FAULT', 'KIND', 'SETTINGS', 'HITS'], rows(faults)),
    );
    return { faults };
  }
}

function rows(faults: readonly FaultRecord[]): string[][] {
  return faults.map(({ id, kind, hits, ...settings }) => [
    id,
    kind,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    String(hits),
  ]);
}
