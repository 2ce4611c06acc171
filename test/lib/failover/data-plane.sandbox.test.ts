import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../src/lib/clock.js';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { drillCluster } from '../../../src/lib/drill/drill-cluster.js';
import { closeAndOpen } from '../../../src/lib/drill/exercises/close.js';
import { closeDistribution } from '../../../src/lib/failover/close-distribution.js';
import { drainDistribution } from '../../../src/lib/failover/drain-distribution.js';
import { openDistribution } from '../../../src/lib/failover/open-distribution.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { silent } from '../../../src/lib/progress.js';
import { readHistory } from '../../../src/lib/state/read-history.js';
import { StateTable } from '../../../src/lib/state/state-table.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';

let deployed: DeployedSandbox;
let http: HttpClient;
let blackholed = false;
const swallowed = new Set<string>();
const release: (() => void)[] = [];

/** What is unreachable: the control planes, everything in us-east-1, and RegionOne's replica. */
function isGone(service: string, region: string): boolean {
  return service !== 'dynamodb' || region === 'us-east-1' || region === 'eu-west-1';
}

beforeAll(async () => {
  http = createHttpClient();
  deployed = await startDeployedSandbox('blackhole', {
    intercept: async ({ service, region, accessKeyId }) => {
      if (!blackholed || !isGone(service, region)) return undefined;
      if (accessKeyId === deployed.sandbox.credentials.accessKeyId) swallowed.add(`${service} ${region}`);
      await new Promise<void>((resolve) => release.push(resolve));
      return { status: 503, body: '' };
    },
  });
}, 120_000);

afterAll(async () => {
  blackholed = false;
  for (const resolve of release) resolve();
  await http.close();
  await deployed.close();
}, 60_000);

// The other replica may take longer than its 2.5 s on a busy machine.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

test('failing over needs one replica and the distributions, and nothing else of AWS', async () => {
  const { cluster, sandbox } = deployed;
  // What the deployment wrote is replicated before the first replica is cut off.
  await systemClock.sleep(1500);
  sandbox.services.dynamodb.isolate('eu-west-1', true);
  blackholed = true;
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  const table = new StateTable(cluster, { clients, clock: systemClock, identity: 'ann@laptop' });
  const target = cluster.regions[0] as StreamRegion;
  const context = { cluster, clients, table, target, http, clock: systemClock, report: silent };
  try {
    await openDistribution(context);
    expect(await drainDistribution(context)).toMatchObject({
      outcome: 'drained',
      replica: 'eu-west-2',
      replicas: [{ region: 'eu-west-1', why: expect.stringContaining('no answer') }],
    });
    expect(await closeDistribution({ ...context, now: true })).toMatchObject({
      outcome: 'closed',
      replica: 'eu-west-2',
    });
    expect(await openDistribution(context)).toMatchObject({ outcome: 'open', replica: 'eu-west-2' });
    const { entries } = await readHistory(table, { limit: 4 });
    expect(entries.map(({ action }) => action)).toEqual(['open', 'open', 'close', 'drain']);
    const drill = { baselineMs: 2000, holdMs: 1000, viewers: 1, exercise: closeAndOpen(true) };
    expect(await drillCluster({ ...context, ...drill })).toMatchObject({ region: 'eu-west-1', reopened: true });
  } finally {
    await clients.close();
  }
  // Apart from the drill's question about the copilot, only the unreachable replica was tried.
  expect([...swallowed].sort()).toEqual(['cloudfront us-east-1', 'dynamodb eu-west-1']);
}, 120_000);
