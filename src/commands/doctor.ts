import { BaseCommand } from '../cli/base-command.js';
import { ExitCode } from '../lib/errors.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Find what would make a deployment or a failover disappoint, before it does.';

  static override description =
    `Looks at credentials, permissions, quotas, buckets, distributions, caching, streams, and at what is deployed. Changes nothing.
Exit codes: 0 nothing failed, 1 a check failed (✖), 2 the cluster file is missing or wrong.`;

  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run(): Promise<object> {
    const { flags } = await this.parse(Doctor);
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext(async (context) => {
      const [{ examine }, { CHECKS }, { readFacts }, { buildAssets }, { readAssetSources }, { doctorReport }] =
        await Promise.all([
          import('../lib/doctor/examine.js'),
          import('../lib/doctor/checks.js'),
          import('../lib/doctor/read-facts.js'),
          import('../lib/assets/build-assets.js'),
          import('../lib/assets/read-asset-sources.js'),
          import('../lib/ui/report/doctor-report.js'),
        ]);
      const assets = buildAssets(cluster.assets, await readAssetSources(this.config.root));
      const result = await examine(CHECKS, readFacts({ ...context, cluster, assets }), context);
      this.log(doctorReport(result));
      if (result.counts.fail > 0) process.exitCode = ExitCode.failed;
      return { cluster: cluster.name, ...result };
    });
  }
}
