import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../base-command.js';

export default class Deploy extends BaseCommand {
  static override summary = 'Deploy the stacks in order, attach the copilot, publish the merged master playlist.';

  static override description =
    `Each stack starts as soon as the outputs it needs are there. Run it again at any time: what is as it should be is left alone.
Exit codes: 0 deployed or nothing to do, 1 failed, 2 the cluster file is missing or wrong, 3 declined, 4 done in part, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --yes --create-buckets',
  ];

  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask before changing anything.' }),
    'create-buckets': Flags.boolean({ summary: 'Make the asset buckets that do not exist yet.' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Deploy);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async (context) => {
      const [
        { deployCluster },
        { callerOf },
        { buildAssets },
        { readAssetSources },
        { confirmOrRefuse },
        { stackTable },
        { runError },
      ] = await Promise.all([
        import('../lib/deploy/deploy-cluster.js'),
        import('../lib/aws/caller.js'),
        import('../lib/assets/build-assets.js'),
        import('../lib/assets/read-asset-sources.js'),
        import('../lib/ui/confirm-or-refuse.js'),
        import('../lib/ui/stack-table.js'),
        import('../lib/deploy/outcome.js'),
      ]);
      const caller = await callerOf(context.clients, cluster.regions[0]?.region ?? '');
      const regions = cluster.regions.map((one) => one.region).join(', ');
      await confirmOrRefuse({
        yes: flags.yes,
        interactive: this.interactive(),
        question: `Deploy ${cluster.name} to account ${caller.account} (${regions}, us-east-1) as ${caller.arn}?`,
      });
      const assets = buildAssets(cluster.assets, await readAssetSources(this.config.root));
      const result = await deployCluster({
        ...context,
        cluster,
        assets,
        random: Math.random,
        createBuckets: flags['create-buckets'],
      });
      this.log(stackTable(result.stacks));
      if (result.masterPlaylistUrl) this.log(`\nMaster playlist: ${result.masterPlaylistUrl}`);
      await this.endWith(runError(result, `Deployment of ${cluster.name}`, 'cvs deploy'));
      return result;
    });
  }
}
