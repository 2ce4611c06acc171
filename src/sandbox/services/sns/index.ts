import type { SandboxEnvironment } from '../../environment.js';
import type { IsPrincipal } from '../resource-policy-check.js';
import type { ApiService } from '../service.js';
import type { DeliveryTargets } from './model/delivery.js';
import { Sns } from './model/sns.js';
import { snsResources } from './resources.js';
import { snsWire } from './wire.js';

/** Amazon SNS. */
export function makeSns(env: SandboxEnvironment, targets: DeliveryTargets, isPrincipal: IsPrincipal): ApiService<Sns> {
  const model = new Sns(env, targets, isPrincipal);
  return { model, wire: snsWire(model, env.accountId), resources: snsResources(env, model) };
}
