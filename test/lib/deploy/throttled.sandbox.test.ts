import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../../src/lib/assets/read-asset-sources.js';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { deployCluster } from '../../../src/lib/deploy/deploy-cluster.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { clusterStacks } from '../../../src/lib/parts/stacks/cluster-stacks.js';
import { silent } from '../../../src/lib/progress.js';
import type { Sandbox } from '../../../src/sandbox/start-sandbox.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { sandboxCluster } from '../../support/sandbox-cluster.js';
import { scaledClock } from '../../support/scaled-clock.js';
import { startTestSandbox } from '../../support/test-sandbox.js';

/** How much faster than the real services, and than the code that waits for them. */
const SPEED = 100;

/** Calls a second that a region takes of an account; AWS says no number, operators report five (aws-sam-cli issue 2671). */
const LIMIT_PER_SECOND = 5;

/** Stacks in each region that somebody else has under way, each with a poller that is as patient as ours. */
const OTHERS = 200;

const clock = scaledClock(SPEED);

let sandbox: Sandbox;
let clients: AwsClients;

beforeAll(async () => {
  sandbox = await startTestSandbox({ speed: SPEED });
  clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
});

afterAll(async () => {
  await clients.close();
  await sandbox.close();
});

test('with two hundred other stacks under way in each region a deployment is late, and does not fail', async () => {
  const cluster = sandboxCluster(sandbox, 'crowded');
  const stacks = clusterStacks(cluster);
  for (const region of new Set(stacks.map((stack) => stack.region))) {
    const ours = stacks.filter((stack) => stack.region === region).length;
    // All ask equally often and are refused equally often: our part of the limit is our part of the stacks.
    const perSecond = (LIMIT_PER_SECOND * SPEED * ours) / (ours + OTHERS);
    sandbox.faults.add({ kind: 'throttle', service: 'cloudformation', region, perSecond });
  }
  const http = createHttpClient();
  const result = await deployCluster({
    ...{ cluster, clients, http, clock, createBuckets: true, identity: 'test', report: silent },
    assets: buildAssets(cluster.assets, await readAssetSources(packageRoot)),
    random: Math.random,
    signal: new AbortController().signal,
  });
  await http.close();
  // What asks no stack has limits for an answer, which this clock divides too: a busy machine may miss them.
  expect(result.problems.filter(({ step }) => clusterStacks(cluster).some(({ id }) => id === step))).toEqual([]);
  expect(result.stacks.map(({ status }) => status)).toEqual(Array(6).fill('created'));
  expect(sandbox.faults.list().reduce((sum, { hits }) => sum + hits, 0)).toBeGreaterThan(0);
}, 240_000);
