import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { typedOnly } from '../../cli/environment-flags.js';
import { ExitCode } from '../../lib/errors.js';
import { publishCluster } from '../../lib/parts/master-playlist/publish-cluster.js';
import { publishReport } from '../../lib/ui/report/publish-report.js';

export default class PlaylistPublish extends BaseCommand {
  static override summary = 'Publish the merged master playlist to the bucket of every region.';

  static override description =
    `Each bucket gets one copy for every region that can be listed first; copies that did not change are not written. cvs then reads the copies back, from the buckets and through the master playlist distribution, and invalidates what its edges would keep for longer than a few seconds. This also works while a region is closed: its master playlist is then read at its origin.

Exit codes: 0 published or unchanged, 1 failed, 2 the cluster file is missing or wrong, 4 a region's bucket could not be written, or viewers do not get the new playlist yet, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --allow-partial',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = {
    'allow-partial': typedOnly(
      Flags.boolean({
        summary: 'Leave out rungs and renditions that a region lacks, in this run. Default: as in the cluster file.',
        allowNo: true,
      }),
    ),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(PlaylistPublish);
    return this.withCluster(flags, async (context) => {
      const result = await publishCluster({ ...context, allowPartial: flags['allow-partial'] });
      this.log(publishReport(result));
      if (result.failedRegions.length > 0 || result.served.status !== 'current') process.exitCode = ExitCode.partial;
      return result;
    });
  }
}
