import type { SandboxEnvironment } from '../../environment.js';
import type { Service } from '../service.js';
import { logsResources } from './resources.js';

/** Amazon CloudWatch Logs: log groups only. Lambda keeps the lines that functions log. */
export function makeLogs(env: SandboxEnvironment): Service<undefined> {
  return { model: undefined, resources: logsResources(env) };
}
