import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/lib/clock.js';
import { closeDistribution } from '../../src/lib/failover/close-distribution.js';
import { resolveTarget } from '../../src/lib/failover/resolve-target.js';
import { createHttpClient } from '../../src/lib/http/undici-client.js';
import { silent } from '../../src/lib/progress.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';

const SITE = 'https://site.example';
const OTHER = 'https://other.example:8443';
const PREFLIGHT = {
  'access-control-request-method': 'GET',
  'access-control-request-headers': 'authorization,cmcd-session,x-own',
};

const http = createHttpClient();
let deployed: DeployedSandbox;

beforeAll(async () => {
  deployed = await startDeployedSandbox('cors', {}, (cluster) => ({
    ...cluster,
    players: { credentialOrigins: [SITE, OTHER] },
  }));
}, 60_000);

afterAll(() => deployed.close());

async function ask(url: string, origin: string, method: 'GET' | 'OPTIONS' = 'GET') {
  const headers = { origin, ...(method === 'OPTIONS' ? PREFLIGHT : {}) };
  const { status, headers: answered } = await http.fetch(url, { method, headers });
  const cors = [...answered].filter(([name]) => name.startsWith('access-control-') || name === 'vary');
  return { status, cache: answered.get('x-cache'), ...Object.fromEntries(cors) } as Record<string, unknown>;
}

const steeringUrl = () => new URL('/steering.json', deployed.masterUrl).href;

/** Closes the first region at once, and gives a URL of it. */
async function closedUrl(): Promise<string> {
  const { cluster, table } = deployed;
  const target = resolveTarget(cluster, cluster.regions[0]?.region ?? '');
  const context = { cluster, table, target, http, clock: systemClock, report: silent, reason: 'cors' };
  expect(await closeDistribution({ ...context, now: true })).toMatchObject({ outcome: 'closed' });
  return `http://${target.distributionDomain}/live/360.m3u8`;
}

describe('a cluster whose players send credentials', () => {
  test.each(['playlist', 'steering'])('names the site that asks for the %s, also from the cache', async (what) => {
    const url = what === 'playlist' ? deployed.masterUrl : steeringUrl();
    const answers = [];
    for (const site of [SITE, OTHER, SITE, OTHER]) answers.push(await ask(url, site));
    for (const [index, answer] of answers.entries()) {
      expect(answer).toMatchObject({
        status: 200,
        'access-control-allow-origin': index % 2 === 0 ? SITE : OTHER,
        'access-control-allow-credentials': 'true',
        vary: expect.stringContaining('Origin'),
      });
    }
    // One object for all sites: the cache key does not multiply.
    expect(answers.filter(({ cache }) => cache === 'Hit from cloudfront').length).toBeGreaterThan(0);
    expect(await ask(url, 'https://evil.example')).not.toHaveProperty('access-control-allow-origin');
  });

  test('allows in a preflight what is asked for, of its sites only', async () => {
    for (const url of [deployed.masterUrl, steeringUrl()]) {
      expect(await ask(url, OTHER, 'OPTIONS')).toMatchObject({
        status: 204,
        'access-control-allow-origin': OTHER,
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': PREFLIGHT['access-control-request-headers'],
      });
      expect(await ask(url, 'https://evil.example', 'OPTIONS')).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('names the first site in the answers of a closed region whose distribution hides who asks', async () => {
    const url = await closedUrl();
    for (const method of ['GET', 'OPTIONS'] as const) {
      expect(await ask(url, SITE, method)).toMatchObject({
        status: method === 'GET' ? 404 : 204,
        'access-control-allow-origin': SITE,
        'access-control-allow-credentials': 'true',
      });
    }
  });
});
