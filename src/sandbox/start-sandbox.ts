import type { Clock } from '../lib/clock.js';
import type { AccessKey, AccessKeys } from './access-keys.js';
import type { Rule } from './api/pipeline.js';
import { requestRules } from './api/request-rules.js';
import { type ControlServer, startControlServer } from './api/server.js';
import { localEnvironment, type SandboxLogEntry } from './environment.js';
import { FaultRegister } from './faults/fault-register.js';
import { faultService } from './faults/fault-service.js';
import { Faults } from './faults/faults.js';
import { LostRegions } from './lost-regions.js';
import type { LiveOrigin } from './origins/live-origin.js';
import type { CloudFront } from './services/cloudfront/model/cloudfront.js';
import { createServices, type SandboxServices } from './services.js';
import { distributeStreams, type SandboxStream, startOrigins } from './streams.js';

export interface SandboxOptions {
  /** Port of the AWS APIs; the distributions take the ports after it. 0: any free ports. */
  port: number;
  /** Control-plane latencies of the real services are divided by this. */
  speed: number;
  clock: Clock;
  /** Where the package's media are. */
  packageRoot: string;
  log: (entry: SandboxLogEntry) => void;
  /** Regions with a live stream. Default eu-west-1 and eu-west-2. */
  regions?: readonly string[];
  /** Whether the streams are low-latency streams, with parts and blocking reloads. Default false. */
  lowLatency?: boolean;
  /** A rule that each call of an AWS API passes before its service sees it. */
  intercept?: Rule;
}

/** A running sandbox. */
export interface Sandbox {
  /** What `AWS_ENDPOINT_URL` is set to. */
  readonly endpoint: string;
  /** Of the person who started it; the secret is another at each start. */
  readonly credentials: AccessKey;
  /** All keys that it accepts. */
  readonly keys: AccessKeys;
  /** A {@link Sandbox.reset} replaces the objects, here and of the services; URLs and ids of streams stay the same. */
  readonly streams: readonly SandboxStream[];
  readonly services: SandboxServices;
  readonly cloudFront: CloudFront;
  /** What goes wrong on demand. */
  readonly faults: Faults;
  /**
   * Makes the sandbox what it was right after its start: all services are empty, and no fault is active. The endpoint,
   * the streams and the ids and domain names of their distributions stay. Nothing may be calling it meanwhile.
   */
  reset(): Promise<void>;
  /** Stops everything: no port and no process is left. */
  close(): Promise<void>;
}

const REGIONS = ['eu-west-1', 'eu-west-2'];

/**
 * Starts a laptop-sized AWS with live streams, in this process; everything is kept in memory.
 *
 * @throws CvsError PORT_IN_USE
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, port } = options;
  let control: ControlServer | undefined;
  const env = localEnvironment({ ...options, endpoint: () => control?.endpoint });
  const register = new FaultRegister(clock);
  const lost = new LostRegions();
  const emptyServices = () =>
    createServices(env, { faults: register, lost, firstPort: port === 0 ? undefined : port + 1 });
  let services = emptyServices();
  let origins: LiveOrigin[] = [];
  const faults = new Faults(register, () => ({ ...services, origins, lost }));
  let streams: SandboxStream[] = [];
  const close = async () => {
    // The control plane is closed first, so that no new call begins meanwhile.
    await control?.close();
    faults.clear();
    await services.close();
    await Promise.all(origins.map((origin) => origin.close()));
  };
  const reset = async () => {
    faults.clear();
    await services.close();
    env.keys.endSessions();
    for (const origin of origins) origin.faults.forget();
    services = emptyServices();
    control?.serve(services.wires, services.authorizer);
    streams = await distributeStreams(origins, services.cloudFront, streams);
  };
  try {
    control = await startControlServer(services.wires, {
      port,
      log: env.log,
      keys: env.keys,
      clock,
      authorizer: services.authorizer,
      own: faultService(faults),
      rules: requestRules(register, options.intercept),
    });
    origins = await startOrigins({ ...options, regions: options.regions ?? REGIONS });
    streams = await distributeStreams(origins, services.cloudFront);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    endpoint: control.endpoint,
    credentials: env.keys.owner,
    keys: env.keys,
    get streams() {
      return streams;
    },
    get services() {
      return services;
    },
    get cloudFront() {
      return services.cloudFront;
    },
    faults,
    reset,
    close,
  };
}
