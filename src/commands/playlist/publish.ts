import { BaseCommand } from '../../base-command.js';
import { ExitCode } from '../../lib/errors.js';

export default class PlaylistPublish extends BaseCommand {
  static override summary = 'Publish the merged master playlist to every region’s bucket.';

  static override description =
    `Writes one copy a region that can come first, into the bucket of every region, and only what changed.
Exit codes: 0 published or unchanged, 1 failed, 2 the cluster file is missing or wrong, 4 a region's bucket could not be written.`;

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run(): Promise<object> {
    const { flags } = await this.parse(PlaylistPublish);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async ({ clients, http, report, signal }) => {
      const [{ fetchMasters }, { mergeMasters }, { publishMasterPlaylist }, { masterPlaylistBuckets }] =
        await Promise.all([
          import('../../lib/playlist/fetch-masters.js'),
          import('../../lib/playlist/merge.js'),
          import('../../lib/playlist/publish-master-playlist.js'),
          import('../../lib/deploy/master-playlist-buckets.js'),
        ]);
      const buckets = await masterPlaylistBuckets(clients, cluster, signal);
      const merged = mergeMasters(await fetchMasters(cluster, http, { signal }), {
        steering: cluster.masterPlaylist.steering,
      });
      const result = await publishMasterPlaylist({
        merged,
        key: cluster.masterPlaylist.key,
        buckets,
        clients,
        report,
        signal,
      });
      for (const one of result.objects) this.log(`${one.status.padEnd(9)} s3://${one.bucket}/${one.key}`);
      for (const one of result.failedRegions) this.logToStderr(`▲ ${one.region}: ${one.message}`);
      if (result.failedRegions.length) process.exitCode = ExitCode.partial;
      return result;
    });
  }
}
