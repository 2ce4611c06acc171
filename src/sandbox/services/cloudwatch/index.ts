import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import type { CloudWatch } from './model.js';
import { cloudWatchResources } from './resources.js';
import { cloudWatchWire } from './wire.js';

/** Amazon CloudWatch. The sandbox has no metrics: alarms stay as they are. */
export function makeCloudWatch(env: SandboxEnvironment): ApiService<CloudWatch> {
  const model: CloudWatch = { alarms: new Map(), dashboards: new Map() };
  return { model, wire: cloudWatchWire(model, env.accountId), resources: cloudWatchResources(env, model) };
}
