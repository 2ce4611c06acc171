import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import { Roles } from './model.js';
import { iamResources } from './resources.js';
import { iamWire } from './wire.js';

/** AWS IAM. */
export function makeIam(env: SandboxEnvironment): ApiService<Roles> {
  const model = new Roles();
  return { model, wire: iamWire(env, model), resources: iamResources(env, model) };
}
