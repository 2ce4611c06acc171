import { buildAssets } from '../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../src/lib/assets/read-asset-sources.js';
import { AwsClients } from '../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../src/lib/clock.js';
import type { Cluster } from '../../src/lib/cluster/cluster.js';
import { deployCluster } from '../../src/lib/deploy/deploy-cluster.js';
import { createHttpClient } from '../../src/lib/http/undici-client.js';
import { initCluster } from '../../src/lib/init/init-cluster.js';
import { silent } from '../../src/lib/progress.js';
import { StateTable } from '../../src/lib/state/state-table.js';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/start-sandbox.js';
import { packageRoot } from './cvs/cvs.js';
import { startTestSandbox } from './test-sandbox.js';

/** A cluster that stands in a sandbox of its own, as `cvs deploy` leaves it. */
export interface DeployedSandbox {
  sandbox: Sandbox;
  cluster: Cluster;
  clients: AwsClients;
  table: StateTable;
  /** What viewers load. */
  masterUrl: string;
  close(): Promise<void>;
}

/**
 * Starts a sandbox and deploys a cluster of its streams, over the functions that the commands call.
 *
 * @param name of the cluster
 * @param options of the sandbox
 * @param adjust changes what is deployed
 */
export async function startDeployedSandbox(
  name = 'rehearsal',
  options: Partial<SandboxOptions> = {},
  adjust: (cluster: Cluster) => Cluster = (cluster) => cluster,
): Promise<DeployedSandbox> {
  const sandbox = await startTestSandbox(options);
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  const close = async () => {
    await clients.close();
    await sandbox.close();
  };
  try {
    const context = { clients, http: createHttpClient(), clock: systemClock, identity: 'test' };
    const answers = { name, bucketBaseName: `cvs-${name}`, streams: sandbox.streams };
    const cluster = adjust((await initCluster({ ...context, answers })).cluster);
    const assets = buildAssets(cluster.assets, await readAssetSources(packageRoot));
    const deployment = await deployCluster({
      ...context,
      cluster,
      assets,
      random: Math.random,
      report: silent,
      signal: new AbortController().signal,
      createBuckets: true,
    });
    if (!deployment.masterPlaylistUrl) throw new Error(`Not deployed: ${JSON.stringify(deployment.steps)}`);
    return {
      sandbox,
      cluster,
      clients,
      table: new StateTable(cluster, context),
      masterUrl: deployment.masterPlaylistUrl,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
