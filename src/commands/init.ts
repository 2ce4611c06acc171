import { dirname, relative, resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { BaseCommand, type CommandContext } from '../cli/base-command.js';
import { createBucketsFlag } from '../cli/deployment-flags.js';
import { typedOnly } from '../cli/environment-flags.js';
import { createBucket } from '../lib/assets/asset-bucket.js';
import { partitionProblem } from '../lib/aws/partition.js';
import { CvsError, ExitCode, usageError } from '../lib/errors.js';
import { answerUnattended, type GivenAnswers, withCluster } from '../lib/init/answers.js';
import { createAssistant } from '../lib/init/assistant.js';
import { clusterFileText, readExisting } from '../lib/init/existing-file.js';
import { initCluster } from '../lib/init/init-cluster.js';
import { type OutputFile, withOutputs } from '../lib/output-file.js';
import { confirm } from '../lib/ui/ask/confirm.js';
import { askForAnswers } from '../lib/ui/ask/init-wizard.js';
import { fold } from '../lib/ui/text/width.js';

/** Given once for each region. */
const perRegion = (helpValue: string, summary: string) => Flags.string({ summary, helpValue, multiple: true });

export default class Init extends BaseCommand {
  static override summary = 'Write the cluster file: ask for the values, and check them against AWS and the streams.';

  static override description =
    `Every value has a flag. Flags that describe a stream region are given once for each region, in the same order as --region.
Without a terminal, or with --yes, nothing is asked; an error lists all missing values.
An existing cluster file is edited: its values are proposed as answers, and its comments are kept.

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
    `<%= config.bin %> <%= command.id %> --yes --name spring-final --bucket-base-name elementalrodeo99 \\
    --region eu-west-1 --region eu-west-2 --from-stack live-streaming`,
  ];

  static override flags = {
    'from-stack': perRegion(
      'STACK',
      'Take the values of a region from its Live Streaming on AWS stack. Once for all regions, or once for each.',
    ),
    name: Flags.string({ summary: 'Name of the cluster: ClusteredVideoStreamName.', helpValue: 'NAME' }),
    'bucket-base-name': Flags.string({
      summary: 'Base name of the asset buckets, which are named <base>-<region>.',
      helpValue: 'NAME',
    }),
    project: Flags.string({ summary: 'First part of the keys of the assets.', helpValue: 'NAME' }),
    'asset-version': Flags.string({ summary: 'Second part of the keys of the assets.', helpValue: 'VERSION' }),
    region: perRegion('REGION', 'Stream region: first RegionOne, then RegionTwo.'),
    'distribution-id': perRegion('ID', 'Id of the region’s distribution: CloudFrontDistributionId.'),
    'distribution-playlist-url': perRegion('URL', 'Master playlist through the distribution: DistributionPlaylistUrl.'),
    'origin-playlist-url': perRegion('URL', 'Master playlist at the origin: OriginPlaylistUrl.'),
    'create-buckets': createBucketsFlag,
    'allow-partial': typedOnly(
      Flags.boolean({
        summary: 'Allow different ladders: the merged master playlist leaves out what a region lacks.',
      }),
    ),
    force: typedOnly(
      Flags.boolean({ summary: 'Edit an existing cluster file without asking; replace one that is not valid.' }),
    ),
    yes: typedOnly(Flags.boolean({ char: 'y', summary: 'Ask nothing.' })),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Init);
    const path = flags['cluster-file'];
    for (const region of flags.region ?? []) {
      const problem = partitionProblem(region);
      if (problem) throw usageError('PARTITION', `${region} ${problem}.`, 'Name regions of the standard partition.');
    }
    const interactive = this.interactive() && !flags.yes;
    await this.requireOwnClusterFile(path);
    const existing = await readExisting(path, flags.force);
    if (existing && !interactive && !flags.force) {
      throw usageError(
        'CLUSTER_FILE_EXISTS',
        `${path} already exists.`,
        'Edit it with --force, or name another file with --cluster-file.',
      );
    }
    const given: GivenAnswers = {
      name: flags.name,
      bucketBaseName: flags['bucket-base-name'],
      project: flags.project,
      version: flags['asset-version'],
      regions: flags.region ?? [],
      distributionIds: flags['distribution-id'] ?? [],
      distributionPlaylistUrls: flags['distribution-playlist-url'] ?? [],
      originPlaylistUrls: flags['origin-playlist-url'] ?? [],
    };
    const stackNames = flags['from-stack'] ?? [];
    const allowPartial = flags['allow-partial'] || existing?.cluster?.masterPlaylist.allowPartial === true;

    const write = async (context: CommandContext, output?: OutputFile) => {
      const { answers, bucketsToCreate } = interactive
        ? await askForAnswers({
            given,
            stackNames,
            before: existing?.cluster,
            assistant: await createAssistant({ ...context, allowPartial }),
            say: (line) => this.logToStderr(line),
            columns: process.stderr.columns || Number.POSITIVE_INFINITY,
          })
        : await answerUnattended({
            ...context,
            given: existing?.cluster ? withCluster(given, existing.cluster) : given,
            stackNames,
            createAbsent: flags['create-buckets'],
          });
      const { cluster, summary } = await initCluster({
        ...context,
        answers,
        allowPartial,
        existing: existing?.cluster,
      });
      const columns = process.stdout.columns || Number.POSITIVE_INFINITY;
      this.log(summary.flatMap((line) => fold(line, columns, '             ')).join('\n'));
      if (interactive && !(await confirm(`Write ${path}?`))) {
        throw new CvsError({ code: 'DECLINED', message: 'Nothing was written.', exitCode: ExitCode.declined });
      }
      for (const bucket of bucketsToCreate) await createBucket(bucket, cluster.tags, context.clock);
      const schema = relative(dirname(resolve(path)), resolve(this.config.root, 'schema/cluster.schema.json'));
      await output?.write(clusterFileText(path, cluster, existing, schema));
      this.log(`Wrote ${path}. Next: cvs deploy`);
      return { clusterFile: path, cluster, bucketsCreated: bucketsToCreate.map(({ bucket }) => bucket) };
    };
    return withOutputs([path], ([output]) => this.withContext((context) => write(context, output)));
  }
}
