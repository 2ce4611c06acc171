import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { ExitCode } from '../../lib/errors.js';
import { checkPlaylist } from '../../lib/playlist/check/check-playlist.js';
import { fromSite } from '../../lib/playlist/check/live/from-site.js';
import { checkReport } from '../../lib/ui/report/check-report.js';

export default class PlaylistCheck extends BaseCommand {
  static override summary = 'Check whether a master playlist is fit for failover.';

  static override description =
    `Works on any merged master playlist, whether cvs made it or not. It finds what keeps players from moving between the regions, and shows the line, the rule and the affected players. For a URL it also fetches the steering manifest and every region's media playlists, at the same moment, and compares sequence numbers, discontinuities, dates, target durations, keys, CORS headers and cache times. It reads each live media playlist again after one and a half target durations, and one that stands still after three: 30 s at most; --no-again leaves that out. For low-latency streams it checks whether blocking playlist reloads are answered.
Players without content steering (Chrome's own HLS, ExoPlayer before 1.11, ffmpeg) move only when a closed region answers 404, or not at all, even where nothing is found here: see docs/players.md.

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
      summary: 'Also fetch what the playlist refers to. Default: for a URL, not for a file.',
      allowNo: true,
    }),
    again: Flags.boolean({
      summary:
        'Read each live media playlist again when a new segment is due. Default: where media playlists are read.',
      allowNo: true,
      default: true,
    }),
    origin: Flags.string({
      summary: 'Ask as players on this site, such as https://www.example.com. Default: as players on any site.',
      helpValue: 'SITE',
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(PlaylistCheck);
    return this.withContext(async (context) => {
      const watch = flags.again ? context : undefined;
      const http = flags.origin === undefined ? context.http : fromSite(context.http, flags.origin);
      const result = await checkPlaylist({ ...context, http, target: args.playlist, live: flags.live, watch });
      this.log(checkReport(result));
      if (result.counts.error > 0) process.exitCode = ExitCode.failed;
      return result;
    });
  }
}
