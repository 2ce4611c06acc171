import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';

export default class AssetsPublish extends BaseCommand {
  static override summary = 'Upload the templates and Lambda packages to every region that needs them.';

  static override description =
    `Uploads to <bucketBaseName>-<region>/<project>/<version>/ in the stream regions and us-east-1, and only what is missing there.
Exit codes: 0 uploaded or already there, 1 failed, 2 the cluster file is missing or wrong.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --create-buckets',
  ];

  static override flags = {
    'create-buckets': Flags.boolean({ summary: 'Make the buckets that do not exist yet.' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(AssetsPublish);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async ({ clients, report, signal }) => {
      const [{ buildAssets }, { readAssetSources }, { assetRegions, publishAssets }] = await Promise.all([
        import('../../lib/assets/build-assets.js'),
        import('../../lib/assets/read-asset-sources.js'),
        import('../../lib/assets/publish-assets.js'),
      ]);
      const built = buildAssets(cluster.assets, await readAssetSources(this.config.root));
      const result = await publishAssets({
        built,
        regions: assetRegions(cluster),
        clients,
        createBuckets: flags['create-buckets'],
        report,
        signal,
      });
      for (const bucket of result.createdBuckets) this.log(`created bucket ${bucket}`);
      this.log(`${result.uploaded.length} uploaded, ${result.unchanged.length} already there`);
      return result;
    });
  }
}
