import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../src/lib/clock.js';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { drillCluster } from '../../../src/lib/drill/drill-cluster.js';
import { closeDistribution } from '../../../src/lib/failover/close-distribution.js';
import { drainDistribution } from '../../../src/lib/failover/drain-distribution.js';
import { STEERING_TTL_MS } from '../../../src/lib/failover/failover-context.js';
import { openDistribution } from '../../../src/lib/failover/open-distribution.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { silent } from '../../../src/lib/progress.js';
import { readHistory } from '../../../src/lib/state/read-history.js';
import { stateTableOf } from '../../../src/lib/state/state-table-of.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';

/** How much longer anything may take with all that gone, in ms. */
const ALLOWED_MS = 3000;
/** A drill ends when its viewer is back, which is at any moment of the steering manifest's TTL. */
const MOMENT_MS: Readonly<Record<string, number>> = { drill: STEERING_TTL_MS };

let usual: DeployedSandbox;
let without: DeployedSandbox;
let http: HttpClient;
let blackholed = false;
const swallowed = new Set<string>();
const release: (() => void)[] = [];

/** What is gone: the control planes, us-east-1 with all that is there, and RegionOne's replica. */
function isGone(service: string, region: string): boolean {
  return service !== 'dynamodb' || region === 'us-east-1' || region === 'eu-west-1';
}

beforeAll(async () => {
  http = createHttpClient();
  usual = await startDeployedSandbox('usual');
  without = await startDeployedSandbox('without', {
    intercept: async ({ service, region, accessKeyId }) => {
      if (!blackholed || !isGone(service, region)) return undefined;
      if (accessKeyId === 'OPERATOR') swallowed.add(`${service} ${region}`);
      await new Promise<void>((resolve) => release.push(resolve));
      return { status: 503, body: '' };
    },
  });
}, 60_000);

afterAll(async () => {
  for (const resolve of release) resolve();
  await http.close();
  await Promise.all([usual.close(), without.close()]);
});

/** Does everything once, as a new process each would, and says how long each took, in ms. */
async function failOver({ cluster, sandbox }: DeployedSandbox): Promise<Record<string, number>> {
  const target = cluster.regions[0] as StreamRegion;
  const tookMs: Record<string, number> = {};
  const as = async (name: string, work: (context: ReturnType<typeof contextOf>) => Promise<unknown>) => {
    const clients = new AwsClients({
      endpoint: sandbox.endpoint,
      credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'secret' },
    });
    const began = performance.now();
    try {
      await work(contextOf(clients));
      tookMs[name] = performance.now() - began;
    } finally {
      await clients.close();
    }
  };
  const contextOf = (clients: AwsClients) => {
    const table = stateTableOf(cluster, { clients, clock: systemClock, identity: 'ann@laptop' });
    return { cluster, clients, table, target, http, clock: systemClock, report: silent };
  };
  await as('drain', async (context) => {
    expect(await drainDistribution(context)).toMatchObject({ outcome: 'drained' });
  });
  await as('undrain', async (context) => {
    expect(await openDistribution(context)).toMatchObject({ outcome: 'open' });
  });
  await as('close --now', async (context) => {
    expect(await closeDistribution({ ...context, now: true })).toMatchObject({ outcome: 'closed' });
  });
  await as('open', async (context) => {
    expect(await openDistribution(context)).toMatchObject({ outcome: 'open' });
  });
  await as('close', async (context) => {
    expect(await closeDistribution(context)).toMatchObject({ outcome: 'closed' });
  });
  await as('history', async ({ table }) => {
    expect((await readHistory(table, { limit: 3 })).entries.map(({ action }) => action)).toEqual([
      'close',
      'drain',
      'open',
    ]);
  });
  await as('open after', async (context) => {
    expect(await openDistribution(context)).toMatchObject({ outcome: 'open' });
  });
  await as('drill', async (context) => {
    const drill = { baselineMs: 2000, holdMs: 1000, viewers: 1, now: true, files: {} };
    expect(await drillCluster({ ...context, ...drill })).toMatchObject({ outcome: 'passed', reopened: true });
  });
  return tookMs;
}

describe('with CloudFormation, CloudFront, STS, S3, us-east-1 and the first replica gone', () => {
  test('everything works, and takes 3 s longer at most', async () => {
    // What the deployment wrote goes on to the other replica before the first is cut off.
    await systemClock.sleep(1500);
    without.sandbox.services.dynamodb.isolate('eu-west-1', true);
    blackholed = true;
    // At the same time, so that a busy machine slows both alike.
    const [usualMs, withoutMs] = await Promise.all([failOver(usual), failOver(without)]);
    // What the drill asks of CloudFront is a courtesy; nothing else but the dead replica was as much as tried.
    expect([...swallowed].sort()).toEqual(['cloudfront us-east-1', 'dynamodb eu-west-1']);
    for (const [what, ms] of Object.entries(withoutMs)) {
      const allowedMs = ALLOWED_MS + (MOMENT_MS[what] ?? 0);
      expect({ what, longerMs: Math.max(0, ms - (usualMs[what] ?? 0) - allowedMs) }).toEqual({ what, longerMs: 0 });
    }
  }, 180_000);
});
