import type { SandboxEnvironment } from '../../environment.js';
import type { Service } from '../service.js';
import { cloudWatchResources } from './resources.js';

/** Amazon CloudWatch. The sandbox has no metrics: alarms stay as they are. */
export function makeCloudWatch(env: SandboxEnvironment): Service<undefined> {
  return { model: undefined, resources: cloudWatchResources(env) };
}
