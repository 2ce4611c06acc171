import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { ExitCode } from '../../lib/errors.js';

export default class PlaylistPublish extends BaseCommand {
  static override summary = 'Publish the merged master playlist to every region’s bucket.';

  static override description =
    `Writes one copy a region that can come first, into the bucket of every region, and only what changed; reads it back from the buckets and through the master playlist distribution, and invalidates what its edges hold for longer than seconds. Works while a region is closed: its master is read at its origin.
Exit codes: 0 published or unchanged, 1 failed, 2 the cluster file is missing or wrong, 4 a region's bucket could not be written, or viewers do not get it yet, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --allow-partial',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = {
    'allow-partial': Flags.boolean({
      summary: 'Leave out rungs and renditions that a region lacks, for this run; else as the cluster file says.',
      allowNo: true,
    }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(PlaylistPublish);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async (context) => {
      const [{ publishCluster }, { publishReport }] = await Promise.all([
        import('../../lib/playlist/publish/publish-cluster.js'),
        import('../../lib/ui/report/publish-report.js'),
      ]);
      const result = await publishCluster({
        ...context,
        cluster,
        allowPartial: flags['allow-partial'],
        random: Math.random,
      });
      this.log(publishReport(result));
      if (result.failedRegions.length > 0 || result.served.status !== 'current') process.exitCode = ExitCode.partial;
      return result;
    });
  }
}
