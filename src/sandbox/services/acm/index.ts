import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import { Acm } from './model.js';
import { acmWire } from './wire.js';

/** AWS Certificate Manager, as far as distributions need it. */
export function makeAcm(env: SandboxEnvironment): ApiService<Acm> {
  const model = new Acm(env);
  return { model, wire: acmWire(model), resources: [], close: () => model.close() };
}
