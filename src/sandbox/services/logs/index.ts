import type { SandboxEnvironment } from '../../environment.js';
import type { StoredResources } from '../../resources/stored-resource.js';
import type { ApiService } from '../service.js';
import { logsResources } from './resources.js';
import { logsWire } from './wire.js';

/** Amazon CloudWatch Logs: log groups only. Lambda keeps the lines that functions log. */
export function makeLogs(env: SandboxEnvironment): ApiService<StoredResources> {
  const groups: StoredResources = new Map();
  return { model: groups, wire: logsWire(groups), resources: logsResources(env, groups) };
}
