import type { Clock } from '../lib/clock.js';
import { type ControlServer, type Intercept, startControlServer } from './control/server.js';
import type { SandboxLogEntry } from './environment.js';
import { apiFaults } from './faults/api-faults.js';
import { faultRoutes } from './faults/fault-routes.js';
import { Faults } from './faults/faults.js';
import { withResourceFaults } from './faults/resource-faults.js';
import { localEnvironment } from './local-environment.js';
import { checkedResource } from './resources/checked-resource.js';
import { CloudFormationService } from './services/cloudformation/model/cloudformation.js';
import { CloudFrontService } from './services/cloudfront/model/cloudfront.js';
import { cloudFrontResources } from './services/cloudfront/resources/resources.js';
import { createServices, type SandboxServices } from './services.js';
import { mediaDirectory, type SandboxStream, startStreams } from './streams.js';

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
  /** Asked before each call of an AWS API: an answer of its own takes the service's place. */
  intercept?: Intercept;
}

/** A running sandbox. */
export interface Sandbox {
  /** What `AWS_ENDPOINT_URL` is set to. */
  readonly endpoint: string;
  /** Any would do; these are the ones that are printed. */
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  readonly streams: readonly SandboxStream[];
  readonly services: SandboxServices;
  readonly cloudFront: CloudFrontService;
  /** What goes wrong on demand. */
  readonly faults: Faults;
  /** Stops everything: no port and no thread is left. */
  close(): Promise<void>;
}

const REGIONS = ['eu-west-1', 'eu-west-2'];

/**
 * Starts a laptop-sized AWS with live streams, in this process; everything is kept in memory.
 *
 * @throws CvsError PORT_IN_USE
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock } = options;
  let control: ControlServer | undefined;
  const env = localEnvironment({ ...options, endpoint: () => control?.endpoint });
  const services = createServices(env);
  const cloudFront = new CloudFrontService(
    env,
    { lambda: services.lambda, objects: services.s3 },
    options.port === 0 ? {} : { firstPort: options.port + 1 },
  );
  const faults: Faults = new Faults(clock, () => ({ cloudFormation, cloudFront }));
  const resources = [...services.resources, ...cloudFrontResources(cloudFront)].map(checkedResource);
  const cloudFormation = new CloudFormationService(
    env,
    resources.map((handler) => withResourceFaults(handler, faults.register, env)),
    { readTemplate: async (url) => services.s3.readTemplate(url) },
  );
  let streams: SandboxStream[] = [];
  const close = async () => {
    // The control plane first, so that nothing new begins while the rest ends.
    await control?.close();
    await cloudFormation.close();
    await cloudFront.close();
    await services.close();
    await Promise.all(streams.map((stream) => stream.origin.close()));
  };
  try {
    control = await startControlServer([cloudFormation, cloudFront, ...services.services], {
      port: options.port,
      log: env.log,
      local: faultRoutes(faults),
      intercept: async (request) => (await options.intercept?.(request)) ?? apiFaults(faults.register)(request),
    });
    streams = await startStreams({
      regions: options.regions ?? REGIONS,
      cloudFront,
      clock,
      mediaDirectory: mediaDirectory(options.packageRoot),
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    endpoint: control.endpoint,
    credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'sandbox' },
    streams,
    services,
    cloudFront,
    faults,
    close,
  };
}
