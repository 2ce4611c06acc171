import { type Clock, systemClock } from '../../src/lib/clock.js';
import { type AccessKey, AccessKeys } from '../../src/sandbox/access-keys.js';
import { type ControlServer, startControlServer } from '../../src/sandbox/api/server.js';
import type { SandboxEnvironment } from '../../src/sandbox/environment.js';
import type { ResourceContext, ResourceHandler } from '../../src/sandbox/resources/resource-handler.js';
import { createServices, type SandboxServices, type ServicesOptions } from '../../src/sandbox/services.js';

/** The sandbox's services behind a real control-plane server, without waits. */
export interface ServiceServer extends SandboxServices {
  readonly env: SandboxEnvironment;
  readonly endpoint: string;
  /** What SDK clients of a region are made with. */
  client(region: string): {
    region: string;
    endpoint: string;
    credentials: AccessKey;
    maxAttempts: number;
  };
  handler(type: string): ResourceHandler;
  stop(): Promise<void>;
}

export async function startServices(options: ServicesOptions & { clock?: Clock } = {}): Promise<ServiceServer> {
  let server: ControlServer | undefined;
  let ids = 0;
  const env: SandboxEnvironment = {
    accountId: '123456789012',
    clock: options.clock ?? systemClock,
    keys: new AccessKeys(),
    speed: 1_000_000,
    endpoint: () => {
      if (!server) throw new Error('not listening yet');
      return server.endpoint;
    },
    latency: async (ms, signal) => env.clock.sleep(ms / env.speed, signal),
    id: (length) => {
      ids += 1;
      return `${ids}`.padStart(length, 'A').slice(-length);
    },
    log: () => undefined,
  };
  const services = createServices(env, options);
  server = await startControlServer(services.wires, { port: 0, log: env.log, keys: env.keys, clock: systemClock });
  const { endpoint } = server;
  await createRole(services);
  return {
    ...services,
    env,
    endpoint,
    client: (region) => ({
      region,
      endpoint,
      credentials: env.keys.owner,
      maxAttempts: 1,
    }),
    handler: (type) => {
      const handler = services.resources.find((one) => one.type === type);
      if (!handler) throw new Error(`no handler for ${type}`);
      return handler;
    },
    stop: async () => {
      await server?.close();
      await services.close();
    },
  };
}

/** A role that functions of tests run in: `arn:aws:iam::123456789012:role/any`. */
export async function createRole({ resources }: Pick<SandboxServices, 'resources'>): Promise<void> {
  const role = resources.find(({ type }) => type === 'AWS::IAM::Role');
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const document = { Version: '2012-10-17', Statement: [trust] };
  await role?.create({ RoleName: 'any', AssumeRolePolicyDocument: document }, resourceContext('eu-west-1', 'Any'));
}

/** A resource of a stack named `stack`. */
export function resourceContext(region: string, logicalId = 'Thing'): ResourceContext {
  return {
    region,
    accountId: '123456789012',
    stackName: 'stack',
    stackId: `arn:aws:cloudformation:${region}:123456789012:stack/stack/1`,
    logicalId,
    stackTags: { team: 'video' },
    signal: new AbortController().signal,
  };
}

/** Waits until something holds, looking again every few milliseconds. */
export async function eventually<Value>(
  look: () => Promise<Value> | Value,
  holds: (value: Value) => boolean,
): Promise<Value> {
  for (let attempt = 0; ; attempt += 1) {
    const value = await look();
    if (holds(value)) return value;
    if (attempt > 400) throw new Error(`it never came true: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
