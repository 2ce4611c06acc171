import { access } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../base-command.js';
import { CvsError, ExitCode, usageError } from '../lib/errors.js';

export default class Init extends BaseCommand {
  static override summary = 'Write the cluster file: ask for the values, check them against AWS and the streams.';

  static override description =
    `Every value has a flag. Flags that describe a stream region are given once a region, in the same order as --region.
Without a terminal, or with --yes, nothing is asked: what is missing is named, all at once.
Exit codes: 0 written, 1 a check failed, 2 a value is missing or wrong, 3 declined.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    `<%= config.bin %> <%= command.id %> --yes --name spring-final --bucket-base-name elementalrodeo99 \\
    --region eu-west-1 --distribution-id E1A2B3C4D5E6F7 \\
    --distribution-playlist-url https://d111111abcdef8.cloudfront.net/out/v1/abc/index.m3u8 \\
    --origin-playlist-url https://one.mediapackage.eu-west-1.amazonaws.com/out/v1/abc/index.m3u8 \\
    --region eu-west-2 --distribution-id E7F6D5C4B3A2E1 \\
    --distribution-playlist-url https://d222222abcdef8.cloudfront.net/out/v1/def/index.m3u8 \\
    --origin-playlist-url https://two.mediapackage.eu-west-2.amazonaws.com/out/v1/def/index.m3u8`,
  ];

  static override flags = {
    name: Flags.string({ summary: 'ClusteredVideoStreamName.', helpValue: 'NAME' }),
    'bucket-base-name': Flags.string({ summary: 'Asset buckets are <this>-<region>.', helpValue: 'NAME' }),
    project: Flags.string({ summary: 'First part of the asset keys.', default: 'cvs' }),
    'asset-version': Flags.string({ summary: 'Second part of the asset keys.', default: '1.0.0' }),
    region: Flags.string({
      summary: 'Stream region; first RegionOne, then RegionTwo.',
      multiple: true,
      helpValue: 'REGION',
    }),
    'distribution-id': Flags.string({ summary: 'CloudFrontDistributionId.', multiple: true, helpValue: 'ID' }),
    'distribution-playlist-url': Flags.string({
      summary: 'DistributionPlaylistUrl.',
      multiple: true,
      helpValue: 'URL',
    }),
    'origin-playlist-url': Flags.string({ summary: 'OriginPlaylistUrl.', multiple: true, helpValue: 'URL' }),
    force: Flags.boolean({ summary: 'Replace a cluster file that is already there.' }),
    yes: Flags.boolean({ char: 'y', summary: 'Ask nothing.' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Init);
    const path = flags['cluster-file'];
    if (!flags.force && (await exists(path))) {
      throw usageError(
        'CLUSTER_FILE_EXISTS',
        `${path} is already there.`,
        'Replace it with --force, or name another with --cluster-file.',
      );
    }
    const given = {
      name: flags.name,
      bucketBaseName: flags['bucket-base-name'],
      project: flags.project,
      version: flags['asset-version'],
      regions: flags.region ?? [],
      distributionIds: flags['distribution-id'] ?? [],
      distributionPlaylistUrls: flags['distribution-playlist-url'] ?? [],
      originPlaylistUrls: flags['origin-playlist-url'] ?? [],
    };
    const interactive = this.interactive() && !flags.yes;
    const { completeAnswers } = await import('../lib/init/answers.js');
    const answers = interactive
      ? await (await import('../lib/ui/init-wizard.js')).askForAnswers(given)
      : completeAnswers(given);

    return this.withContext(async (context) => {
      const { initCluster } = await import('../lib/init/init-cluster.js');
      const { cluster, summary } = await initCluster({ ...context, answers });
      this.log(summary.join('\n'));
      if (interactive && !(await (await import('../lib/ui/confirm.js')).confirm(`Write ${path}?`))) {
        throw new CvsError({ code: 'DECLINED', message: `Nothing was written.`, exitCode: ExitCode.declined });
      }
      const [{ formatCluster }, { writeFileAtomic }] = await Promise.all([
        import('../lib/cluster/format.js'),
        import('../lib/write-file-atomic.js'),
      ]);
      const schema = relative(dirname(resolve(path)), resolve(this.config.root, 'schema/cluster.schema.json'));
      await writeFileAtomic(path, formatCluster(cluster, schema));
      this.log(`Wrote ${path}. Next: cvs deploy`);
      return { clusterFile: path, cluster };
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
