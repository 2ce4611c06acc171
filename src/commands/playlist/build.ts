import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../base-command.js';

export default class PlaylistBuild extends BaseCommand {
  static override summary = 'Merge the regions’ master playlists into one.';

  static override description =
    `Fetches each region's master playlist through its distribution, pairs the rungs, and writes the merged master playlist with RegionOne first.
Exit codes: 0 written, 1 the playlists cannot be fetched or merged, 2 the cluster file is missing or wrong.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --output -',
    '<%= config.bin %> <%= command.id %> --output playlist.m3u8 --first eu-west-2',
  ];

  static override flags = {
    output: Flags.string({
      char: 'o',
      summary: 'File to write; - for standard output.',
      default: '-',
      helpValue: 'FILE',
    }),
    first: Flags.string({ summary: 'Region to list first; RegionOne without it.', helpValue: 'REGION' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(PlaylistBuild);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async ({ http, signal }) => {
      const [{ fetchMasters }, { mergeMasters }, { resolveTarget }] = await Promise.all([
        import('../../lib/playlist/fetch-masters.js'),
        import('../../lib/playlist/merge.js'),
        import('../../lib/failover/resolve-target.js'),
      ]);
      const first = flags.first ? resolveTarget(cluster, flags.first) : cluster.regions[0];
      const merged = mergeMasters(await fetchMasters(cluster, http, { signal }), {
        steering: cluster.masterPlaylist.steering,
      });
      const playlist = merged.copies.get(first?.region ?? '') ?? '';
      if (flags.output === '-') {
        if (!this.jsonEnabled()) process.stdout.write(playlist);
      } else {
        const { writeFileAtomic } = await import('../../lib/write-file-atomic.js');
        await writeFileAtomic(flags.output, playlist);
        this.log(
          `Wrote ${flags.output}: ${merged.summary.rungs} rungs, ${merged.summary.renditions} renditions, pathways ${merged.summary.pathways.join(', ')}`,
        );
      }
      for (const warning of merged.summary.warnings) this.logToStderr(`▲ ${warning}`);
      return { first: first?.region, playlist, ...merged.summary };
    });
  }
}
