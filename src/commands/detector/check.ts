import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { stalenessFlags } from '../../cli/detector-flags.js';
import { checkStream } from '../../lib/detector/running/check-stream.js';
import { readDetectorSettings } from '../../lib/detector/running/detector-settings.js';
import { CvsError } from '../../lib/errors.js';
import { checkTable } from '../../lib/ui/report/detector-table.js';

export default class DetectorCheck extends BaseCommand {
  static override summary = 'Check a live stream once, as the stale playlist detector does.';

  static override description =
    `Polls every media playlist until it has a new segment or the deadline has passed, and reports what is wrong. docs/detector.md lists the checks. Needs no cluster and no AWS account.

Exit codes: 0 no findings, 1 findings, 2 usage, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> https://d111111abcdef8.cloudfront.net/out/v1/abc/index.m3u8',
    '<%= config.bin %> <%= command.id %> https://d1.example.com/index.m3u8 --against https://d2.example.com/index.m3u8',
  ];

  static override args = {
    url: Args.string({ required: true, description: 'Master or media playlist of a live stream.' }),
  };

  static override flags = {
    against: Flags.string({ summary: 'The same stream in another region, to compare with.', helpValue: 'URL' }),
    ...stalenessFlags,
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(DetectorCheck);
    const settings = readDetectorSettings({
      SPD_ORIGIN_URL: args.url,
      SPD_PEER_URL: flags.against,
      SPD_DURATION_MULTIPLIER: flags['duration-multiplier'],
      SPD_CHANGE_DETECT: flags['change-detect'],
    });
    const result = await this.withContext((context) =>
      checkStream({ ...context, url: args.url, settings, against: flags.against }),
    );
    this.log(checkTable(result));
    this.endWith(
      result.clean
        ? undefined
        : new CvsError({
            code: 'STREAM_FINDINGS',
            message: `Something is wrong with ${args.url}.`,
            suggestions: ['docs/detector.md explains what to do about each finding.'],
          }),
    );
    return result;
  }
}
