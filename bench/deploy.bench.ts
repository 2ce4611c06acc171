import { fileURLToPath } from 'node:url';
import { buildAssets } from '../src/lib/assets/build-assets.js';
import { assetRegions, publishAssets } from '../src/lib/assets/publish-assets.js';
import { readAssetSources } from '../src/lib/assets/read-asset-sources.js';
import { AwsClients } from '../src/lib/aws/aws-clients.js';
import { type Clock, systemClock } from '../src/lib/clock.js';
import type { Cluster } from '../src/lib/cluster/cluster.js';
import { type DeployResult, deployCluster } from '../src/lib/deploy/deploy-cluster.js';
import { createHttpClient } from '../src/lib/http/undici-client.js';
import { findStacks } from '../src/lib/parts/stacks/find-stacks.js';
import { type ProgressEvent, type StepSummary, silent } from '../src/lib/progress.js';
import { startSandbox } from '../src/sandbox/start-sandbox.js';
import { sandboxCluster } from '../test/support/sandbox-cluster.js';
import { scaledClock } from '../test/support/scaled-clock.js';
import { atMost, type Figure, median } from './figure.js';
import { criticalPathMs, serviceTimes } from './support/critical-path.js';

const packageRoot = fileURLToPath(new URL('..', import.meta.url));

/** How much faster the sandbox is than the real services. Measured times are scaled back. */
const SPEED = 10;
/** Duration of an AWS API call from a laptop on the same continent, ms; for the deployment without changes. */
const ROUND_TRIP_MS = 100;
const ROUNDS = 5;

/** Compares a deployment with the time that the services themselves take, and counts its calls. */
export default async function deploy(): Promise<Figure[]> {
  const counted = { calls: 0, roundTripMs: 0 };
  const sandbox = await startSandbox({
    port: 0,
    speed: SPEED,
    clock: systemClock,
    packageRoot,
    log: () => {},
    intercept: async ({ service }) => {
      if (service === 'cloudformation') counted.calls += 1;
      if (counted.roundTripMs > 0) await systemClock.sleep(counted.roundTripMs);
      return undefined;
    },
  });
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  const http = createHttpClient();
  try {
    const cluster = sandboxCluster(sandbox, 'bench');
    const assets = buildAssets(cluster.assets, await readAssetSources(packageRoot));
    let plan: readonly StepSummary[] = [];
    const run = (clock: Clock) =>
      deployCluster({
        ...{ cluster, assets, clients, http, clock, createBuckets: true, identity: 'bench' },
        random: Math.random,
        report: (event: ProgressEvent) => {
          if (event.type === 'plan') plan = event.steps;
        },
        signal: new AbortController().signal,
      });

    // The upload of the assets and the loading of the SDK take real time, which would count ten times.
    const publishing = { built: assets, regions: assetRegions(cluster), clients, createBuckets: true, tags: {} };
    const clock = scaledClock(SPEED);
    await publishAssets({ ...publishing, report: silent, clock, signal: new AbortController().signal });
    await Promise.all([
      findStacks(clients, cluster),
      import('@aws-sdk/client-cloudfront'),
      import('@aws-sdk/client-dynamodb'),
    ]);
    counted.calls = 0;

    const first = await run(scaledClock(SPEED));
    if (first.status !== 'succeeded') throw new Error(first.problems.map(({ message }) => message).join('\n'));
    const callsPerStack = counted.calls / first.stacks.length;
    const serviceMs = await serviceTimes(clients, cluster, SPEED);
    const wallMs = first.seconds * 1000;

    counted.roundTripMs = ROUND_TRIP_MS;
    const { noOp, describes, noOpCalls } = await withoutChanges({ clients, cluster, counted, run });
    return [
      atMost('first deployment', wallMs / criticalPathMs(plan, serviceMs), 1.05, '× critical path of the services'),
      { name: 'first deployment', value: wallMs / sequentialMs(first), unit: '× its steps one after another' },
      { name: 'first deployment', value: first.seconds, unit: 's of the real services’ time' },
      { name: 'CloudFormation calls a stack, first deployment', value: callsPerStack, unit: 'calls' },
      { name: 'CloudFormation calls a stack, without changes', value: noOpCalls / first.stacks.length, unit: 'calls' },
      { name: 'deployment without changes', value: noOp / describes, unit: '× one round of describes' },
    ];
  } finally {
    await http.close();
    await clients.close();
    await sandbox.close();
  }
}

/** The time of a person who starts each step at the moment the one before ends. */
function sequentialMs(result: DeployResult): number {
  return result.steps.reduce((sum, step) => sum + step.seconds * 1000, 0);
}

/** Medians of wall times in ms, with AWS calls as slow as from a laptop. */
async function withoutChanges(options: {
  clients: AwsClients;
  cluster: Cluster;
  counted: { calls: number };
  run: (clock: Clock) => Promise<DeployResult>;
}): Promise<{ noOp: number; describes: number; noOpCalls: number }> {
  const { clients, cluster, counted, run } = options;
  const noOps: number[] = [];
  const rounds: number[] = [];
  let noOpCalls = 0;
  // Measured in turns, so that a busy moment of the machine affects both.
  for (let round = 0; round < ROUNDS; round += 1) {
    counted.calls = 0;
    noOps.push(
      await timed(async () => {
        const { status } = await run(systemClock);
        if (status !== 'unchanged') throw new Error(`A second deployment came to: ${status}`);
      }),
    );
    noOpCalls = counted.calls;
    rounds.push(await timed(() => findStacks(clients, cluster)));
  }
  return { noOp: median(noOps), describes: median(rounds), noOpCalls };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
