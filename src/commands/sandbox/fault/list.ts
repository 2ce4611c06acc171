import { BaseCommand } from '../../../cli/base-command.js';
import { endpointFlag } from '../../../cli/fault-flags.js';
import { runningSandbox } from '../../../cli/sandbox-key.js';
import { table } from '../../../lib/ui/text/table.js';
import { faultClient } from '../../../sandbox/faults/fault-client.js';

export default class SandboxFaultList extends BaseCommand {
  static override summary = 'List the active faults of a running sandbox, and how often each was hit.';

  static override description = 'Exit codes: 0 listed, 1 no sandbox answers.';

  static override examples = ['<%= config.bin %> <%= command.id %>'];

  static override flags = { endpoint: endpointFlag };

  async run(): Promise<object> {
    const { flags } = await this.parse(SandboxFaultList);
    const sandbox = await runningSandbox(this.config.cacheDir, flags.endpoint, process.env);
    const faults = await faultClient(sandbox, fetch).list();
    const rows = faults.map(({ id, kind, hits, ...settings }) => {
      const given = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
      return [id, kind, given.join(' '), String(hits)];
    });
    this.log(rows.length === 0 ? 'No faults are active.' : table(['FAULT', 'KIND', 'SETTINGS', 'HITS'], rows));
    return { faults };
  }
}
