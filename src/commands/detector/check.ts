import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { CvsError } from '../../lib/errors.js';

export default class DetectorCheck extends BaseCommand {
  static override summary = 'Look at a live stream once, as the stale playlist detector does.';

  static override description =
    `Polls every media playlist until a new segment was seen, or the deadline has passed, and says what is wrong: docs/detector.md lists the checks. Needs no cluster and no AWS account.
Exit codes: 0 nothing found, 1 something found, 2 usage, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> https://d111111abcdef8.cloudfront.net/out/v1/abc/index.m3u8',
    '<%= config.bin %> <%= command.id %> https://d1.example.com/index.m3u8 --against https://d2.example.com/index.m3u8',
  ];

  static override args = {
    url: Args.string({ required: true, description: 'Master or media playlist of a live stream.' }),
  };

  static override flags = {
    against: Flags.string({ summary: 'The same stream in another region, to compare with.', helpValue: 'URL' }),
    'duration-multiplier': Flags.string({
      summary: 'A playlist is stale after its target duration times this.',
      env: 'SPD_DURATION_MULTIPLIER',
      default: '3',
    }),
    'change-detect': Flags.string({
      summary: 'What shows that a playlist moved.',
      env: 'SPD_CHANGE_DETECT',
      options: ['MEDIASEQUENCE', 'CONTENTHASH'],
      default: 'MEDIASEQUENCE',
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(DetectorCheck);
    const [{ checkStream }, { readDetectorSettings }, { checkTable }] = await Promise.all([
      import('../../lib/detector/running/check-stream.js'),
      import('../../lib/detector/running/detector-settings.js'),
      import('../../lib/ui/report/detector-table.js'),
    ]);
    const settings = readDetectorSettings({
      SPD_ORIGIN_URL: args.url,
      SPD_PEER_URL: flags.against,
      SPD_DURATION_MULTIPLIER: flags['duration-multiplier'],
      SPD_CHANGE_DETECT: flags['change-detect'],
    });
    const result = await this.withContext((context) =>
      checkStream({ ...context, url: args.url, settings, ...(flags.against ? { against: flags.against } : {}) }),
    );
    this.log(checkTable(result));
    await this.endWith(
      result.clean
        ? undefined
        : new CvsError({
            code: 'STREAM_FINDINGS',
            message: `Something is wrong with ${args.url}.`,
            suggestions: ['docs/detector.md says what to do about each finding.'],
          }),
    );
    return result;
  }
}
