import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import { Sts, type StsParts } from './model.js';
import { stsWire } from './wire.js';

/** AWS STS. */
export function makeSts(env: SandboxEnvironment, parts: StsParts): ApiService<Sts> {
  const model = new Sts(env, parts);
  return { model, wire: stsWire(model), resources: [] };
}
