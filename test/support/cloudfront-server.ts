import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { systemClock } from '../../src/lib/clock.js';
import { AccessKeys } from '../../src/sandbox/access-keys.js';
import { startControlServer } from '../../src/sandbox/api/server.js';
import type { SandboxEnvironment } from '../../src/sandbox/environment.js';
import { makeCloudFront } from '../../src/sandbox/services/cloudfront/index.js';
import type { CloudFront, CloudFrontCollaborators } from '../../src/sandbox/services/cloudfront/model/cloudfront.js';
import { FakeClock } from './fake-clock.js';

/** An issued certificate for `*.example.com`. */
export const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d';

/** The sandbox's CloudFront behind a real control-plane server, on time that moves only when told to. */
export interface CloudFrontServer {
  service: CloudFront;
  client: CloudFrontClient;
  clock: FakeClock;
  /** Versions that are marked as replicated now. */
  replicated: Set<string>;
  /** Versions that Lambda has not made ready yet. */
  pending: Set<string>;
  stop(): Promise<void>;
}

/** @param versions the Lambda versions that exist */
export async function startCloudFront(
  versions: readonly string[] = [],
  overrides: Partial<CloudFrontCollaborators> = {},
): Promise<CloudFrontServer> {
  const clock = new FakeClock();
  let ids = 0;
  const env: SandboxEnvironment = {
    accountId: '123456789012',
    clock,
    keys: new AccessKeys(),
    speed: 1,
    endpoint: () => endpoint,
    latency: (ms, signal) => clock.sleep(ms, signal),
    id: (length) => {
      ids += 1;
      return `${ids}`.padStart(length, 'A');
    },
    log: () => {},
  };
  const replicated = new Set<string>();
  const pending = new Set<string>();
  const { model: service, wire } = makeCloudFront(env, {
    lambda: {
      stateOf: (arn) => (versions.includes(arn) ? (pending.has(arn) ? 'Pending' : 'Active') : undefined),
      markReplicated: (arn, on) => void (on ? replicated.add(arn) : replicated.delete(arn)),
      runAtEdge: () => Promise.reject(new Error('no function expected')),
    },
    objects: { readForCloudFront: () => Promise.reject(new Error('no bucket expected')) },
    certificates: { namesOf: (arn) => (arn === CERTIFICATE ? ['*.example.com'] : undefined) },
    ...overrides,
  });
  const server = await startControlServer([wire], { port: 0, log: env.log, keys: env.keys, clock: systemClock });
  const { endpoint } = server;
  const client = new CloudFrontClient({
    region: 'us-east-1',
    endpoint,
    credentials: env.keys.owner,
    maxAttempts: 1,
  });
  return {
    service,
    client,
    clock,
    replicated,
    pending,
    async stop() {
      client.destroy();
      await server.close();
      await service.close();
    },
  };
}
