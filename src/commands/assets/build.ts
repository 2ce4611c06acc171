import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';

export default class AssetsBuild extends BaseCommand {
  static override summary = 'Write the templates and Lambda packages to two folders.';

  static override description =
    `global-s3-assets/ holds the templates, filled in and ready for the console too; regional-s3-assets/ the Lambda packages.
Building twice gives the same bytes.
Exit codes: 0 written, 1 failed, 2 the cluster file is missing or wrong.`;

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --out build'];

  static override flags = {
    out: Flags.directory({ summary: 'Folder to write the two folders into.', default: '.', helpValue: 'DIR' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(AssetsBuild);
    const cluster = await this.loadCluster(flags['cluster-file']);
    const [{ buildAssets }, { readAssetSources }, { writeAssets }] = await Promise.all([
      import('../../lib/assets/build-assets.js'),
      import('../../lib/assets/read-asset-sources.js'),
      import('../../lib/assets/write-assets.js'),
    ]);
    const built = buildAssets(cluster.assets, await readAssetSources(this.config.root));
    const files = await writeAssets(built, flags.out);
    for (const file of files) this.log(file);
    return { files };
  }
}
