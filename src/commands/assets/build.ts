import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { writeAssets } from '../../lib/assets/write-assets.js';

export default class AssetsBuild extends BaseCommand {
  static override summary = 'Write the templates and Lambda packages to two folders.';

  static override description =
    `global-s3-assets/ gets the templates, filled in and also ready for the console; regional-s3-assets/ gets the Lambda packages.
The same sources always give the same bytes.

Exit codes: 0 written, 1 failed, 2 the cluster file is missing or wrong.`;

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --out build'];

  static override flags = {
    out: Flags.directory({ summary: 'Folder for the two folders.', default: '.', helpValue: 'DIR' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(AssetsBuild);
    const cluster = await this.loadCluster(flags['cluster-file']);
    const files = await writeAssets(await this.assetsOf(cluster), flags.out);
    for (const file of files) this.log(file);
    return { files };
  }
}
