import { describe, expect, test } from '@jest/globals';
import type { CloudFrontResultResponse } from 'aws-lambda';
import type { CopilotConfig } from '../../../lambda/copilot/config.js';
import { createCopilot } from '../../../lambda/copilot/copilot.js';
import { readState } from '../../../src/lib/state/cluster-state.js';
import { FakeClock } from '../../support/fake-clock.js';
import { CONFIG, MASTER, ONE, originRequest } from './events.js';

const SITE = 'https://site.example';
const OTHER = 'https://other.example:8443';

/** What a copilot answers while RegionOne is closed, headers by their names. */
async function ask(credentialOrigins: readonly string[], ...request: Parameters<typeof originRequest>) {
  const config: CopilotConfig = { ...CONFIG, credentialOrigins };
  const items = [{ domain: { S: ONE }, distro_open: { BOOL: false } }];
  const handler = createCopilot({
    config,
    clock: new FakeClock(),
    head: async () => 200,
    log: () => {},
    state: async () => readState(config.members, items, 0),
  });
  const { status, headers = {} } = (await handler(originRequest(...request))) as CloudFrontResultResponse;
  return { status, ...Object.fromEntries(Object.entries(headers).map(([name, [one]]) => [name, one?.value])) };
}

const asks = (origin: string, wants = 'x-session') => ({
  Origin: origin,
  'Access-Control-Request-Method': 'GET',
  'Access-Control-Request-Headers': wants,
});

describe.each([
  ['the closed answer', ONE, '/live/360.m3u8', 'GET', '404'],
  ['its preflight', ONE, '/live/360.m3u8', 'OPTIONS', '204'],
  ['the preflight of the master playlist', MASTER, '/playlist.m3u8', 'OPTIONS', '204'],
  ['the preflight of the steering manifest', MASTER, '/steering.json', 'OPTIONS', '204'],
])('%s', (_what, domain, uri, method, status) => {
  test('allows any site, without credentials, where the cluster file names no site', async () => {
    const answer = await ask([], domain, uri, method, '', asks(SITE));
    expect(answer).toMatchObject({ status, 'access-control-allow-origin': '*' });
    expect(answer).not.toHaveProperty('access-control-allow-credentials');
    expect(answer).not.toHaveProperty('vary');
  });

  test.each([SITE, OTHER])('names %s with credentials, where it asks and the cluster file names it', async (site) => {
    const answer = await ask([SITE, OTHER], domain, uri, method, '', asks(site));
    expect(answer).toMatchObject({
      status,
      'access-control-allow-origin': site,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
    expect(Object.values(answer)).not.toContain('*');
  });

  test.each(['https://evil.example', 'https://site.example.evil.example', 'null', 'http://site.example'])(
    'names no site for %s',
    async (site) => {
      const answer = await ask([SITE, OTHER], domain, uri, method, '', asks(site));
      expect(answer).toMatchObject({ status, vary: 'Origin' });
      expect(answer).not.toHaveProperty('access-control-allow-origin');
      expect(answer).not.toHaveProperty('access-control-allow-credentials');
    },
  );

  test('names the first site where the distribution does not pass Origin on', async () => {
    expect(await ask([SITE, OTHER], domain, uri, method)).toMatchObject({ 'access-control-allow-origin': SITE });
  });
});

describe('a preflight', () => {
  test('allows every header, and Authorization, which * does not stand for', async () => {
    const answer = await ask([], MASTER, '/playlist.m3u8', 'OPTIONS', '', asks(SITE, 'authorization'));
    expect(answer).toMatchObject({ 'access-control-allow-headers': '*, Authorization' });
  });

  test('with credentials allows the headers that are asked for, as * stands for nothing then', async () => {
    const answer = await ask([SITE], MASTER, '/playlist.m3u8', 'OPTIONS', '', asks(SITE, 'authorization,x-session'));
    expect(answer).toMatchObject({ 'access-control-allow-headers': 'authorization,x-session' });
  });

  test('with credentials allows what players usually send, where it is not told what is asked for', async () => {
    const { 'access-control-allow-headers': allowed } = (await ask([SITE], ONE, '/a.m3u8', 'OPTIONS')) as never;
    expect(String(allowed).split(', ')).toEqual(expect.arrayContaining(['Authorization', 'CMCD-Session', 'Range']));
  });
});

describe('the steering manifest, which caches give to players of all sites,', () => {
  const steering = (sites: readonly string[], origin: string) =>
    ask(sites, MASTER, '/steering.json', 'GET', '', { Origin: origin });

  test('names the one site', async () => {
    expect(await steering([SITE], 'https://evil.example')).toMatchObject({
      'access-control-allow-origin': SITE,
      'access-control-allow-credentials': 'true',
    });
  });

  test('of several sites names none: the response headers policy does', async () => {
    expect(await steering([SITE, OTHER], SITE)).toEqual({
      status: '200',
      'content-type': 'application/json',
      'cache-control': 'max-age=1',
    });
  });
});
