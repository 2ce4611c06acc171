import { dirname, relative, resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { BaseCommand, type CommandContext } from '../cli/base-command.js';
import { CvsError, ExitCode, usageError } from '../lib/errors.js';
import type { GivenAnswers } from '../lib/init/answers.js';

export default class Init extends BaseCommand {
  static override summary = 'Write the cluster file: ask for the values, check them against AWS and the streams.';

  static override description =
    `Every value has a flag. Flags that describe a stream region are given once a region, in the same order as --region.
Without a terminal, or with --yes, nothing is asked: what is missing is named, all at once.
A cluster file that is there is edited: what it says is proposed, and its comments stay.
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
    'from-stack': Flags.string({
      summary: 'Take a region’s values from its Live Streaming on AWS stack; once for all regions, or once a region.',
      multiple: true,
      helpValue: 'STACK',
    }),
    name: Flags.string({ summary: 'ClusteredVideoStreamName.', helpValue: 'NAME' }),
    'bucket-base-name': Flags.string({ summary: 'Asset buckets are <this>-<region>.', helpValue: 'NAME' }),
    project: Flags.string({ summary: 'First part of the asset keys.', helpValue: 'NAME' }),
    'asset-version': Flags.string({ summary: 'Second part of the asset keys.', helpValue: 'VERSION' }),
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
    'create-buckets': Flags.boolean({ summary: 'Make the asset buckets that do not exist yet.' }),
    'allow-partial': Flags.boolean({
      summary: 'Let the ladders differ: what a region lacks is left out of the merged master playlist.',
    }),
    force: Flags.boolean({
      summary: 'Edit a cluster file that is already there, without asking; replace a broken one.',
    }),
    yes: Flags.boolean({ char: 'y', summary: 'Ask nothing.' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Init);
    const path = flags['cluster-file'];
    const interactive = this.interactive() && !flags.yes;
    const [{ readExisting, writeClusterFile }, { withCluster }] = await Promise.all([
      import('../lib/init/existing-file.js'),
      import('../lib/init/answers.js'),
    ]);
    const existing = await readExisting(path, flags.force);
    if (existing && !interactive && !flags.force) {
      throw usageError(
        'CLUSTER_FILE_EXISTS',
        `${path} is already there.`,
        'Edit it with --force, or name another with --cluster-file.',
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
    const before = existing?.cluster && withCluster(EMPTY, existing.cluster);
    const stackNames = flags['from-stack'] ?? [];
    const allowPartial = flags['allow-partial'] || existing?.cluster?.masterPlaylist.allowPartial === true;

    return this.withContext(async (context) => {
      const { answers, bucketsToCreate } = interactive
        ? await this.askForAnswers({ ...context, allowPartial }, given, before, stackNames)
        : await (await import('../lib/init/answer-unattended.js')).answerUnattended({
            ...context,
            given: existing?.cluster ? withCluster(given, existing.cluster) : given,
            stackNames,
            createAbsent: flags['create-buckets'],
          });
      const { initCluster } = await import('../lib/init/init-cluster.js');
      const { cluster, summary } = await initCluster({
        ...context,
        answers,
        allowPartial,
        ...(existing?.cluster ? { existing: existing.cluster } : {}),
      });
      const { fold } = await import('../lib/ui/text/fit.js');
      const columns = process.stdout.columns || Number.POSITIVE_INFINITY;
      this.log(summary.flatMap((line) => fold(line, columns, '             ')).join('\n'));
      if (interactive && !(await (await import('../lib/ui/ask/confirm.js')).confirm(`Write ${path}?`))) {
        throw new CvsError({ code: 'DECLINED', message: 'Nothing was written.', exitCode: ExitCode.declined });
      }
      await (await import('../lib/init/buckets.js')).createBuckets(bucketsToCreate, context);
      const schema = relative(dirname(resolve(path)), resolve(this.config.root, 'schema/cluster.schema.json'));
      await writeClusterFile(path, cluster, existing, schema);
      this.log(`Wrote ${path}. Next: cvs deploy`);
      return { clusterFile: path, cluster, bucketsCreated: bucketsToCreate.map(({ bucket }) => bucket) };
    });
  }

  private async askForAnswers(
    context: CommandContext & { allowPartial: boolean },
    given: GivenAnswers,
    before: GivenAnswers | undefined,
    stackNames: readonly string[],
  ) {
    const [{ createAssistant }, { completeAnswers }, wizard] = await Promise.all([
      import('../lib/init/assistant.js'),
      import('../lib/init/answers.js'),
      import('../lib/ui/ask/init-wizard.js'),
    ]);
    return wizard.askForAnswers({
      given,
      ...(before ? { before: completeAnswers(before) } : {}),
      stackNames,
      assistant: await createAssistant(context),
      say: (line) => this.logToStderr(line),
      columns: process.stderr.columns || Number.POSITIVE_INFINITY,
    });
  }
}

const EMPTY: GivenAnswers = { regions: [], distributionIds: [], distributionPlaylistUrls: [], originPlaylistUrls: [] };
