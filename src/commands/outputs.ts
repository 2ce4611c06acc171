import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { profileFlag } from '../cli/deployment-flags.js';
import { clusterOutputs } from '../lib/deploy/cluster-outputs.js';
import { outputsEnv, outputsTable } from '../lib/ui/report/outputs-report.js';

export default class Outputs extends BaseCommand {
  static override summary = 'Print the outputs of every stack of the cluster.';

  static override description =
    'Exit codes: 0 printed, 1 failed or nothing is deployed, 2 the cluster file is missing or wrong.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    'eval "$(<%= config.bin %> <%= command.id %> --env)"',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = {
    env: Flags.boolean({ summary: 'Print lines for a shell: export CVS_<STACK>_<REGION>_<OUTPUT>=….' }),
    profile: profileFlag,
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Outputs);
    return this.withCluster(flags, async ({ cluster, clients, signal }) => {
      const stacks = await clusterOutputs(clients, cluster, signal);
      this.log(flags.env ? outputsEnv(stacks, cluster.name) : outputsTable(stacks));
      return { stacks };
    });
  }
}
