import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAssets } from '../lib/assets/build-assets.js';
import { assetRegions, publishAssets } from '../lib/assets/publish-assets.js';
import { readAssetSources } from '../lib/assets/read-asset-sources.js';
import { AwsClients } from '../lib/aws/aws-clients.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import { formatCluster } from '../lib/cluster/format.js';
import { loadCluster } from '../lib/cluster/load.js';
import { type DeployedStack, deployCluster } from '../lib/deploy/deploy-cluster.js';
import { destroyCluster } from '../lib/deploy/destroy-cluster.js';
import { runError } from '../lib/deploy/outcome.js';
import type { WalkOptions } from '../lib/deploy/walk-options.js';
import type { DrillOptions } from '../lib/drill/drill-options.js';
import { drillJson } from '../lib/drill/drill-words.js';
import { runDrill } from '../lib/drill/run-drill.js';
import { initCluster } from '../lib/init/init-cluster.js';
import { writeOutput } from '../lib/output-file.js';
import { StateTable } from '../lib/state/state-table.js';
import { type Sandbox, startSandbox } from '../sandbox/start-sandbox.js';

export interface DemoOptions extends Pick<WalkOptions, 'http' | 'clock' | 'report' | 'signal'> {
  identity: string;
  /** Where the package's templates, bundles and media are. */
  packageRoot: string;
  /**
   * Leave the cluster deployed and the sandbox running until the signal aborts; `onKept` is called when that begins.
   */
  keep: boolean;
  onKept?: (kept: { sandbox: Sandbox; clusterFile: string; result: DemoResult }) => Promise<void>;
}

/** The result of the demo's drill; times in ms, null where the moment was not seen. */
export interface DemoDrill {
  closedRegion: string;
  closedDomain: string;
  viewer: { segments: number; errorResponses: number; longestStallMs: number };
  /** From the write of the drain until the viewer had left. */
  drainToSwitchMs: number | null;
  /** From the start of the close until the 404 was seen. */
  closeEffectiveMs: number | null;
  reopened: boolean;
}

export interface DemoResult {
  stacks: readonly DeployedStack[];
  masterPlaylistUrl: string;
  drill: DemoDrill;
  destroyed: boolean;
  outcome: 'passed' | 'failed';
  /** Why it failed, one line each; empty when it passed. */
  failures: readonly string[];
  seconds: number;
}

/** The sandbox's control plane runs this many times faster than the real services. */
const SPEED = 60;

/** How long the viewer plays before the close, and how long the region stays closed, in ms. */
const BASELINE_MS = 6000;
const HOLD_MS = 4000;

/** Name of the demo's cluster. */
const NAME = 'demo';

/**
 * The whole job, in the sandbox, over the same functions that the commands call: init, assets, deploy, a drill with a
 * viewer, destroy.
 *
 * @throws CvsError when a step could not be done; the sandbox is closed in any case
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const { clock, report, signal } = options;
  const start = clock.monotonic();
  const folder = await mkdtemp(join(tmpdir(), 'cvs-demo-'));
  const sandbox = await startSandbox({
    port: 0,
    speed: SPEED,
    clock,
    packageRoot: options.packageRoot,
    log: ({ level, source, message }) => {
      if (level === 'error') report({ type: 'warning', message: `sandbox, ${source}: ${message}` });
    },
  });
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  const context = { ...options, clients, random: Math.random };
  try {
    const regions = sandbox.streams.map((stream) => stream.region).join(', ');
    report({ type: 'note', message: `Sandbox: AWS on ${sandbox.endpoint}, live streams in ${regions}` });
    const clusterFile = join(folder, 'cvs.yaml');
    const cluster = await init(context, sandbox, clusterFile);
    const assets = buildAssets(cluster.assets, await readAssetSources(options.packageRoot));
    const published = await publishAssets({
      built: assets,
      regions: assetRegions(cluster),
      clients,
      createBuckets: true,
      tags: cluster.tags,
      report,
      clock,
      signal,
    });
    report({
      type: 'note',
      message: `Assets: ${published.uploaded.length} objects in ${published.createdBuckets.length} buckets`,
    });

    const deployment = await deployCluster({ ...context, cluster, assets, createBuckets: false });
    const problem = runError(deployment, `Deployment of ${cluster.name}`, 'cvs demo');
    if (problem) throw problem;
    const masterPlaylistUrl = deployment.masterPlaylistUrl ?? '';
    report({ type: 'note', message: `Master playlist: ${masterPlaylistUrl}` });

    const table = new StateTable(cluster, context);
    const { drill, failures } = await demoDrill({ ...context, cluster, table, masterUrl: masterPlaylistUrl });
    const result: DemoResult = {
      stacks: deployment.stacks,
      masterPlaylistUrl,
      drill,
      destroyed: false,
      outcome: failures.length ? 'failed' : 'passed',
      failures,
      seconds: 0,
    };
    const elapsed = () => (clock.monotonic() - start) / 1000;
    if (options.keep) {
      const kept = { ...result, seconds: elapsed() };
      await options.onKept?.({ sandbox, clusterFile, result: kept });
      if (!signal.aborted) await once(signal, 'abort');
      return kept;
    }
    const destruction = await destroyCluster({ ...context, cluster, deleteData: true });
    const left = runError(destruction, `Destroying ${cluster.name}`, 'cvs demo');
    if (left) throw left;
    return { ...result, destroyed: true, seconds: elapsed() };
  } finally {
    await clients.close();
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `cvs init --yes …` does, then reads the file back as every other command does. */
async function init(
  context: Pick<WalkOptions, 'clients' | 'http' | 'clock' | 'signal'>,
  sandbox: Sandbox,
  clusterFile: string,
): Promise<Cluster> {
  const answers = { name: NAME, bucketBaseName: `cvs-${NAME}`, streams: sandbox.streams };
  const { cluster } = await initCluster({ ...context, answers });
  await writeOutput(clusterFile, formatCluster(cluster, 'cluster.schema.json'));
  return loadCluster(clusterFile);
}

/** One viewer, one drained close, one open. */
async function demoDrill(
  options: Omit<DrillOptions, 'baselineMs' | 'holdMs' | 'viewers'>,
): Promise<{ drill: DemoDrill; failures: readonly string[] }> {
  const report = await runDrill({ ...options, baselineMs: BASELINE_MS, holdMs: HOLD_MS, viewers: 1 });
  const viewer = report.viewers[0];
  return {
    drill: {
      closedRegion: report.region,
      closedDomain: report.domain,
      viewer: {
        segments: viewer?.segments ?? 0,
        errorResponses: viewer?.errorResponses ?? 0,
        longestStallMs: Math.round(viewer?.longestStallMs ?? 0),
      },
      drainToSwitchMs: report.drainToSwitchMs ?? null,
      closeEffectiveMs: report.closeEffectiveMs ?? null,
      reopened: report.reopened,
    },
    failures: drillJson(report).failures,
  };
}
