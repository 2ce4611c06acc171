import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import { Sts } from './model.js';
import { stsWire } from './wire.js';

/** AWS STS. */
export function makeSts(env: SandboxEnvironment): ApiService<Sts> {
  const model = new Sts(env);
  return { model, wire: stsWire(model), resources: [] };
}
