import type { AwsClients } from '../aws/aws-clients.js';
import { describeStack } from '../cloudformation/describe-stack.js';
import { CvsError } from '../errors.js';
import { resolveTarget } from '../failover/resolve-target.js';
import { onBehalfOf } from '../http/on-behalf-of.js';
import { lookAtDistribution } from '../parts/copilot/read-distribution.js';
import { masterPlaylistUrlOf } from '../parts/master-playlist/master-playlist-url.js';
import { clusterStack } from '../parts/stacks/cluster-stacks.js';
import { readMasterUrl } from '../state/master-url.js';
import type { StateTable } from '../state/state-table.js';
import { withinTime } from '../state/within-time.js';
import { notReady } from './await-ready.js';
import { drillLease } from './drill-lease.js';
import type { DrillOptions } from './drill-options.js';
import type { DrillReport } from './drill-report.js';
import { runDrill } from './run-drill.js';

/** How long CloudFront's API may take to answer what is attached, in ms: a drill does not depend on it. */
const CONTROL_PLANE_MS = 1500;

export interface ClusterDrillOptions extends Omit<DrillOptions, 'masterUrl' | 'lease' | 'fit'> {
  table: StateTable;
  clients: AwsClients;
  /** Default: the deployed one. */
  masterUrl?: string;
}

/**
 * Drills a deployed cluster: finds the master playlist, checks that the copilot is attached, and holds the lease.
 *
 * @throws as `runDrill`; CvsError UNKNOWN_TARGET, NOT_DEPLOYED
 */
export async function drillCluster(options: ClusterDrillOptions): Promise<DrillReport> {
  const { cluster, table, clock } = options;
  if (options.region !== undefined) resolveTarget(cluster, options.region);
  const masterUrl = options.masterUrl ?? (await findMasterUrl(options));
  // Who may write to the state table decides where a URL leads that nobody typed.
  const [first] = cluster.regions;
  const http =
    options.masterUrl === undefined && first ? onBehalfOf(options.http, first.distributionPlaylistUrl) : options.http;
  const at = new Date(clock.now()).toISOString();
  return runDrill({
    ...options,
    http,
    masterUrl,
    fit: () => requireCopilot(options),
    lease: drillLease(table, `${table.identity} ${at}`),
  });
}

/**
 * Where viewers load the merged master playlist: from the state table, where deployments record it, or else from the cluster
 * stack.
 */
async function findMasterUrl({ cluster, table, clients, signal }: ClusterDrillOptions): Promise<string> {
  const recorded = await readMasterUrl(table, signal);
  if (recorded !== undefined) return recorded;
  const { region, stackName } = clusterStack(cluster);
  const stack = await describeStack(clients, region, stackName, signal);
  const domain = stack?.outputs.MasterPlaylistCloudFrontDomain;
  if (domain) return masterPlaylistUrlOf(cluster, domain);
  throw new CvsError({
    code: 'NOT_DEPLOYED',
    message: `No master playlist is deployed for the cluster ${cluster.name}.`,
    suggestions: ['Deploy the cluster with `cvs deploy`, or give the URL with --master-url.'],
  });
}

/** Without the copilot a close does nothing. Where CloudFront does not answer, the drill goes on and shows it. */
async function requireCopilot({ cluster, clients, clock, signal, report }: ClusterDrillOptions): Promise<void> {
  await Promise.all(
    cluster.regions.map(async ({ region, distributionId }) => {
      const look = (limit: AbortSignal) => lookAtDistribution(clients, distributionId, limit);
      const distribution = await withinTime(clock, CONTROL_PLANE_MS, signal, look).catch(() => undefined);
      signal?.throwIfAborted();
      if (!distribution) {
        const message = `${region}: CloudFront did not answer whether the copilot is attached. The drill goes on.`;
        report({ type: 'warning', message });
      } else if (distribution.slots.some(({ versionArn }) => versionArn === undefined)) {
        throw notReady(`The copilot is not attached in ${region} (${distributionId})`, 'Attach it with `cvs deploy`.');
      }
    }),
  );
}
