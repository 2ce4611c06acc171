import * as Flags from '@oclif/core/flags';
import { BaseCommand, type CommandContext } from '../../cli/base-command.js';
import { typedOnly } from '../../cli/environment-flags.js';
import { resolveTarget } from '../../lib/failover/resolve-target.js';
import { type OutputFile, withOutputs } from '../../lib/output-file.js';
import { buildPlaylist } from '../../lib/playlist/merge/build-playlist.js';
import { fetchMasters } from '../../lib/playlist/merge/fetch-masters.js';
import { parseMasterFile, readMasterFiles } from '../../lib/playlist/merge/master-files.js';
import { mergeReport } from '../../lib/ui/report/merge-report.js';

/** Values of --output that mean it. */
const STANDARD_OUTPUT = ['-', '/dev/stdout'];

export default class PlaylistBuild extends BaseCommand {
  static override summary = 'Merge the regions’ master playlists into one.';

  static override description =
    `Fetches each region's master playlist through its distribution (or at its origin while the region is closed), pairs the rungs, merges and checks the result, and writes it with RegionOne first. The summary goes to standard error. With --from it reads files instead, and needs neither a network nor a cluster file. The limits are 8 MiB for a playlist, 10 s for an answer, and 5 redirects.

Exit codes: 0 written, 1 the playlists cannot be fetched or merged, 2 the cluster file is missing or wrong, a flag is wrong, or the file cannot be written, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --output -',
    '<%= config.bin %> <%= command.id %> --output playlist.m3u8 --first eu-west-2',
    '<%= config.bin %> <%= command.id %> --from eu-west-1=one.m3u8@https://d111111abcdef8.cloudfront.net/live/index.m3u8 --from eu-west-2=two.m3u8@https://d222222abcdef8.cloudfront.net/live/index.m3u8',
  ];

  static override flags = {
    output: Flags.string({
      char: 'o',
      summary: 'File to write; - for standard output.',
      default: '-',
      helpValue: 'FILE',
    }),
    first: Flags.string({ summary: 'Region to list first. Default: RegionOne.', helpValue: 'REGION' }),
    from: Flags.string({
      summary:
        'File with a region’s master playlist, and the URL that viewers would load it from; once for each region.',
      multiple: true,
      helpValue: 'REGION=PATH@URL',
    }),
    steering: Flags.boolean({
      summary: 'Content steering. Default: as in the cluster file; on with --from.',
      allowNo: true,
    }),
    'allow-partial': typedOnly(
      Flags.boolean({
        summary:
          'Leave out rungs and renditions that a region lacks. Default: as in the cluster file; off with --from.',
        allowNo: true,
      }),
    ),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(PlaylistBuild);
    // Files need no cluster file.
    const cluster = flags.from ? undefined : await this.loadCluster(flags['cluster-file']);
    const files = STANDARD_OUTPUT.includes(flags.output) ? [] : [flags.output];
    const work = async ({ http, signal }: CommandContext, output?: OutputFile) => {
      const masters = cluster
        ? await fetchMasters(cluster, http, { signal, again: true })
        : await readMasterFiles((flags.from ?? []).map(parseMasterFile));
      const built = await buildPlaylist(masters, {
        steering: flags.steering ?? cluster?.masterPlaylist.steering ?? true,
        allowPartial: flags['allow-partial'] ?? cluster?.masterPlaylist.allowPartial,
        queryTokens: cluster?.players?.queryTokens,
        first: cluster && flags.first !== undefined ? resolveTarget(cluster, flags.first).region : flags.first,
      });
      this.logToStderr(mergeReport(built));
      if (output) {
        await output.write(built.playlist);
        this.log(`Wrote ${flags.output}`);
      } else if (!this.jsonEnabled()) process.stdout.write(built.playlist);
      return built;
    };
    return withOutputs(files, ([output]) => this.withContext((context) => work(context, output)));
  }
}
