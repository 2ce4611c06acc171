import type { AwsClients } from '../aws/aws-clients.js';
import { resolveTarget } from '../failover/resolve-target.js';
import { lookAtDistribution } from '../parts/copilot/read-distribution.js';
import type { StateTable } from '../state/state-table.js';
import { withinTime } from '../state/within-time.js';
import { writeFileAtomic } from '../write-file-atomic.js';
import { drillLease } from './drill-lease.js';
import type { DrillOptions } from './drill-options.js';
import type { DrillReport } from './drill-report.js';
import { drillHtml } from './html-report.js';
import { drillJunit } from './junit.js';
import { findMasterUrl } from './master-url.js';
import { notReady } from './pre-checks.js';
import { runDrill } from './run-drill.js';

/** How long CloudFront's API may take to answer what is attached, in ms: a drill does not depend on it. */
const CONTROL_PLANE_MS = 1500;

/**
 * Drills a deployed cluster: finds the master playlist, checks that the copilot is attached, holds the lease, and writes the
 * files that are asked for.
 *
 * @param options.masterUrl default: the deployed one
 * @throws as `runDrill` and `findMasterUrl`; CvsError UNKNOWN_TARGET
 */
export async function drillCluster(
  options: Omit<DrillOptions, 'table' | 'masterUrl' | 'lease' | 'fit'> & {
    table: StateTable;
    clients: AwsClients;
    masterUrl?: string;
    files: { junit?: string; html?: string };
  },
): Promise<DrillReport> {
  const { cluster, table, clients, clock, signal, files } = options;
  if (options.region !== undefined) resolveTarget(cluster, options.region);
  const masterUrl = options.masterUrl ?? (await findMasterUrl(cluster, table, clients, signal));
  const at = new Date(clock.now()).toISOString();
  const report = await runDrill({
    ...options,
    masterUrl,
    fit: () => requireCopilot(options),
    lease: drillLease(table, `${table.identity} ${at}`),
  });
  if (files.junit !== undefined) await writeFileAtomic(files.junit, drillJunit(report, cluster.name));
  if (files.html !== undefined) await writeFileAtomic(files.html, drillHtml(report, cluster.name, at));
  return report;
}

/** Without the copilot a close does nothing. Where CloudFront does not answer, the drill goes on and shows it. */
async function requireCopilot({
  cluster,
  clients,
  clock,
  signal,
  report,
}: Pick<DrillOptions, 'cluster' | 'clock' | 'signal' | 'report'> & { clients: AwsClients }): Promise<void> {
  await Promise.all(
    cluster.regions.map(async ({ region, distributionId }) => {
      let slots: Awaited<ReturnType<typeof lookAtDistribution>>['slots'];
      try {
        ({ slots } = await withinTime(clock, CONTROL_PLANE_MS, signal, (limit) =>
          lookAtDistribution(clients, distributionId, limit),
        ));
      } catch {
        signal?.throwIfAborted();
        report({
          type: 'warning',
          message: `${region}: CloudFront did not answer whether the copilot is attached. The drill goes on.`,
        });
        return;
      }
      if (slots.some(({ versionArn }) => versionArn === undefined)) {
        throw notReady(`The copilot is not attached in ${region} (${distributionId})`, 'Attach it with `cvs deploy`.');
      }
    }),
  );
}
