import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { translateAwsError } from '../../../src/lib/aws/errors.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { type ProxyOptions, type ProxyServer, startProxy } from '../../support/proxy-server.js';
import { startTextServer } from '../../support/text-server.js';

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** Names that no resolver knows: only the proxy gets there. */
const ENDPOINT = 'http://sts.cvs.invalid:8000';
const STREAM = 'http://stream.cvs.invalid/live/index.m3u8';

let server: Awaited<ReturnType<typeof startTextServer>>;
let proxy: ProxyServer;
const before = { ...process.env };

beforeEach(async () => {
  server = await startTextServer({ '/': IDENTITY, '/live/index.m3u8': '#EXTM3U' });
});

afterEach(async () => {
  process.env = { ...before };
  await proxy.close();
  await server.close();
});

async function behindProxy(refuse?: ProxyOptions['refuse']): Promise<void> {
  proxy = await startProxy({ port: Number(new URL(server.url('/')).port), refuse });
  for (const name of Object.keys(process.env)) if (/^(https?|all|no)_proxy$/i.test(name)) delete process.env[name];
  process.env.HTTP_PROXY = proxy.url;
  process.env.HTTPS_PROXY = proxy.url;
}

/** Asks STS who is calling. */
async function account(endpoint = ENDPOINT): Promise<string | undefined> {
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  const clients = new AwsClients({ endpoint, credentials, patience: { attempts: 1, requestTimeoutMs: 5000 } });
  try {
    const sts = await clients.sts('eu-west-1');
    return (await sts.send(new GetCallerIdentityCommand({}))).Account;
  } finally {
    await clients.close();
  }
}

/** The body, or why there is none. */
async function fetched(url: string): Promise<string> {
  const http = createHttpClient();
  try {
    return (await http.fetch(url)).text();
  } catch (error) {
    return (error as Error).message;
  } finally {
    await http.close();
  }
}

describe('behind a proxy', () => {
  test('AWS is reached through it', async () => {
    await behindProxy();
    expect(await account()).toBe('123456789012');
    expect(proxy.asked).toEqual(['CONNECT sts.cvs.invalid:8000']);
  });

  test('streams are fetched through it; an http URL is not tunnelled, which many proxies refuse', async () => {
    await behindProxy();
    expect(await fetched(STREAM)).toBe('#EXTM3U');
    expect(proxy.asked).toEqual([`GET ${STREAM}`]);
  });

  test('this machine is reached without it', async () => {
    await behindProxy();
    expect(await account(server.url('').replace('127.0.0.1', 'localhost'))).toBe('123456789012');
    expect(await fetched(server.url('/live/index.m3u8'))).toBe('#EXTM3U');
    expect(proxy.asked).toEqual([]);
  });

  test('what NO_PROXY has is reached without it', async () => {
    await behindProxy();
    process.env.NO_PROXY = 'cvs.invalid';
    await expect(account()).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
    expect(await fetched(STREAM)).toMatch(/ENOTFOUND|EAI_AGAIN/);
    expect(proxy.asked).toEqual([]);
  });

  test('it is given the user and password of its URL', async () => {
    const seen: unknown[] = [];
    await behindProxy(({ headers }) => {
      seen.push(headers['proxy-authorization']);
      return undefined;
    });
    const withUser = proxy.url.replace('//', '//ann:p%40ss@');
    process.env.HTTP_PROXY = withUser;
    expect(await account()).toBe('123456789012');
    expect(await fetched(STREAM)).toBe('#EXTM3U');
    const basic = `Basic ${Buffer.from('ann:p@ss').toString('base64')}`;
    expect(seen).toEqual([basic, basic]);
  });
});

describe('what a proxy refuses', () => {
  test.each([
    [403, /Ask those who run the proxy/],
    [407, /HTTPS_PROXY=http:\/\/USER:PASSWORD@HOST:PORT/],
    [502, /The proxy itself cannot reach sts\.cvs\.invalid/],
  ])('of AWS is told as the proxy’s refusal: %d', async (status, advice) => {
    await behindProxy(() => status);
    const error = await account().catch((reason) => translateAwsError(reason, { action: 'sts:GetCallerIdentity' }));
    expect(error).toMatchObject({
      code: 'PROXY_REFUSED',
      message: `The proxy ${new URL(proxy.url).host} does not let cvs reach sts.cvs.invalid: HTTP ${status}.`,
      suggestions: [expect.stringMatching(advice)],
    });
    expect(proxy.asked).toHaveLength(1);
  });

  test('of a stream too', async () => {
    await behindProxy(() => 403);
    const url = 'https://stream.cvs.invalid/live/index.m3u8';
    expect(await fetched(url)).toBe(`${url}: the proxy refused the connection: HTTP 403`);
  });

  test('a proxy that does not answer is named by its address', async () => {
    await behindProxy();
    await proxy.close();
    process.env.HTTP_PROXY = proxy.url.replace('//', '//ann:s3cret@');
    process.env.HTTPS_PROXY = process.env.HTTP_PROXY;
    const error = await account().catch((reason) => translateAwsError(reason, { action: 'sts:GetCallerIdentity' }));
    expect(error).toMatchObject({
      code: 'PROXY_UNREACHABLE',
      message: expect.stringContaining(`The proxy ${new URL(proxy.url).host} cannot be reached: `),
      suggestions: [expect.stringContaining('Check HTTPS_PROXY')],
    });
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain('s3cret');
    expect(await fetched(STREAM)).toContain(`ECONNREFUSED ${new URL(proxy.url).host}`);
  });
});
