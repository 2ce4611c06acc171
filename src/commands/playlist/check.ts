import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { ExitCode } from '../../lib/errors.js';

export default class PlaylistCheck extends BaseCommand {
  static override summary = 'Tell whether a master playlist is fit for failover.';

  static override description =
    `Looks at any merged master playlist, ours or not: what keeps players from moving between its regions, with the line, the rule, and the players it hurts. Of a URL it also fetches the steering manifest and every region's media playlists, at the same moment, and compares them: sequence numbers, discontinuities, dates, target durations, keys, CORS headers, how long caches keep them, and, of low-latency streams, whether reloads that wait are answered.
Players without content steering (Chrome's own HLS, ExoPlayer before 1.11, ffmpeg) ignore it and move by a closed region's 404 or not at all, whatever is found here: see docs/players.md.
Exit codes: 0 fit (there may be warnings), 1 errors were found or the playlist cannot be read, 2 the file cannot be read, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> https://d333333abcdef8.cloudfront.net/playlist.m3u8',
    '<%= config.bin %> <%= command.id %> playlist.m3u8 --json',
  ];

  static override args = {
    playlist: Args.string({ description: 'URL or file of the master playlist.', required: true }),
  };

  static override flags = {
    live: Flags.boolean({
      summary: 'Fetch what is behind the playlist too; without the flag, of a URL and not of a file.',
      allowNo: true,
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(PlaylistCheck);
    return this.withContext(async ({ http, signal }) => {
      const [{ checkPlaylist }, { checkReport }] = await Promise.all([
        import('../../lib/playlist/check/check-playlist.js'),
        import('../../lib/ui/report/check-report.js'),
      ]);
      const result = await checkPlaylist({ target: args.playlist, live: flags.live, http, signal });
      this.log(checkReport(result));
      if (result.counts.error > 0) process.exitCode = ExitCode.failed;
      return result;
    });
  }
}
