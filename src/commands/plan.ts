import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { profileFlag, stackFlags, stackWishes } from '../cli/deployment-flags.js';

export default class Plan extends BaseCommand {
  static override summary = 'Show what a deployment would do, and do none of it.';

  static override description =
    `A change set tells what becomes of each resource; it is taken away again, and so is the empty stack that one for a new stack needs.
Exit codes: 0 planned, with changes or without; with --exit-code 2 when there are changes; 1 failed or a step is blocked, 2 the cluster file is missing or wrong, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --exit-code --json',
  ];

  static override flags = {
    'exit-code': Flags.boolean({ summary: 'Exit 2 when there are changes.' }),
    profile: profileFlag,
    ...stackFlags,
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Plan);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(
      async (context) => {
        const [{ planCluster }, { buildAssets }, { readAssetSources }, { planReport }] = await Promise.all([
          import('../lib/deploy/plan-cluster.js'),
          import('../lib/assets/build-assets.js'),
          import('../lib/assets/read-asset-sources.js'),
          import('../lib/ui/report/plan-report.js'),
        ]);
        const assets = buildAssets(cluster.assets, await readAssetSources(this.config.root));
        const wishes = stackWishes(flags);
        const result = await planCluster({ ...context, cluster, assets, wishes, random: Math.random });
        this.log(planReport(result));
        if (result.blocked) process.exitCode = 1;
        else if (result.changes && flags['exit-code']) process.exitCode = 2;
        return result;
      },
      { profile: flags.profile },
    );
  }
}
