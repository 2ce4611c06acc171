import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CachePolicyConfig, DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import type { HttpClient } from '../../../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../../../src/lib/http/undici-client.js';
import { Edge, type EdgeOptions } from '../../../../../src/sandbox/services/cloudfront/edge/edge.js';
import { FakeClock } from '../../../../support/fake-clock.js';

const open: (() => Promise<void>)[] = [];

/** Closes everything that the helpers below opened. */
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

/** An origin of a test; counts its requests. */
export async function startOrigin(listener: RequestListener): Promise<{ port: number; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { port: (server.address() as AddressInfo).port, requests };
}

export function customOrigin(id: string, port: number, more: Partial<Origin> = {}): Origin {
  return {
    Id: id,
    DomainName: `${id}.localhost`,
    CustomOriginConfig: { HTTPPort: port, HTTPSPort: 443, OriginProtocolPolicy: 'http-only' },
    ...more,
  };
}

export function distribution(origins: Origin[], more: Partial<DistributionConfig> = {}): DistributionConfig {
  return {
    CallerReference: 'test',
    Comment: '',
    Enabled: true,
    Origins: { Quantity: origins.length, Items: origins },
    DefaultCacheBehavior: { TargetOriginId: origins[0]?.Id, ViewerProtocolPolicy: 'allow-all' },
    ...more,
  };
}

/** `minTtl/defaultTtl/maxTtl` in s, and nothing but the path in the cache key. */
export function ttls(minTtl: number, defaultTtl: number, maxTtl: number): CachePolicyConfig {
  return { Name: 'test', MinTTL: minTtl, DefaultTTL: defaultTtl, MaxTTL: maxTtl };
}

export interface EdgeUnderTest {
  edge: Edge;
  clock: FakeClock;
  http: HttpClient;
  get: (path: string, headers?: Record<string, string>) => ReturnType<HttpClient['fetch']>;
  url: string;
  log: string[];
}

export async function startEdge(
  config: DistributionConfig,
  overrides: Partial<Omit<EdgeOptions, 'env'>> = {},
): Promise<EdgeUnderTest> {
  const clock = new FakeClock();
  const log: string[] = [];
  const edge = new Edge({
    env: { clock, id: (length) => 'X'.repeat(length), log: (entry) => log.push(entry.message) },
    policies: { cache: () => undefined, originRequest: () => undefined, responseHeaders: () => undefined },
    functions: { runAtEdge: () => Promise.reject(new Error('no function expected')) },
    objects: { readForCloudFront: () => Promise.reject(new Error('no bucket expected')) },
    region: 'eu-west-1',
    ...overrides,
  });
  const port = await edge.listen(0);
  open.push(() => edge.close());
  const domainName = `d111.cloudfront.localhost:${port}`;
  const distributionArn = 'arn:aws:cloudfront::123456789012:distribution/E111';
  edge.apply({ distributionId: 'E111', distributionArn, domainName }, config);
  const http = createHttpClient();
  open.push(() => http.close());
  const url = `http://${domainName}`;
  return { edge, clock, http, url, log, get: (path, headers) => http.fetch(url + path, headers ? { headers } : {}) };
}

/** Waits in real time until something is so; for work that a fake clock does not drive. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !condition(); turn += 1) await new Promise((resolve) => setImmediate(resolve));
  if (!condition()) throw new Error('it never came to be');
}
