import { BaseCommand } from '../../cli/base-command.js';
import { createBucketsFlag } from '../../cli/deployment-flags.js';
import { assetRegions, publishAssets } from '../../lib/assets/publish-assets.js';

export default class AssetsPublish extends BaseCommand {
  static override summary = 'Upload the templates and Lambda packages to every region that needs them.';

  static override description =
    `Uploads to <bucketBaseName>-<region>/<project>/<version>/ in the stream regions. Only what is missing there is uploaded.

Exit codes: 0 uploaded or already there, 1 failed, 2 the cluster file is missing or wrong.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --create-buckets',
  ];

  static override flags = { 'create-buckets': createBucketsFlag };

  async run(): Promise<object> {
    const { flags } = await this.parse(AssetsPublish);
    return this.withCluster(flags, async ({ cluster, ...context }) => {
      const result = await publishAssets({
        ...context,
        built: await this.assetsOf(cluster),
        regions: assetRegions(cluster),
        createBuckets: flags['create-buckets'],
        tags: cluster.tags,
      });
      for (const bucket of result.createdBuckets) this.log(`Created the bucket ${bucket}.`);
      this.log(`${result.uploaded.length} uploaded, ${result.unchanged.length} already there`);
      return result;
    });
  }
}
