import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { buildAssets } from '../../lib/assets/build-assets.js';
import { assetRegions, publishAssets } from '../../lib/assets/publish-assets.js';
import { readAssetSources } from '../../lib/assets/read-asset-sources.js';

export default class AssetsPublish extends BaseCommand {
  static override summary = 'Upload the templates and Lambda packages to every region that needs them.';

  static override description =
    `Uploads to <bucketBaseName>-<region>/<project>/<version>/ in the stream regions and us-east-1. Only what is missing there is uploaded.

Exit codes: 0 uploaded or already there, 1 failed, 2 the cluster file is missing or wrong.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --create-buckets',
  ];

  static override flags = {
    'create-buckets': Flags.boolean({ summary: 'Create the buckets that do not exist yet.' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(AssetsPublish);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async ({ clients, report, signal }) => {
      const built = buildAssets(cluster.assets, await readAssetSources(this.config.root));
      const result = await publishAssets({
        built,
        regions: assetRegions(cluster),
        clients,
        createBuckets: flags['create-buckets'],
        report,
        signal,
      });
      for (const bucket of result.createdBuckets) this.log(`Created the bucket ${bucket}.`);
      this.log(`${result.uploaded.length} uploaded, ${result.unchanged.length} already there`);
      return result;
    });
  }
}
