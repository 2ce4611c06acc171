import { expiredToken, throttled } from '../api/common-errors.js';
import { operationOf } from '../api/operation.js';
import type { Rule } from '../api/pipeline.js';
import { ServiceError } from '../services/service-error.js';
import type { FaultRegister } from './fault-register.js';

/** Disturbs calls of the AWS APIs as the active faults say. */
export function apiFaults(register: FaultRegister): Rule {
  return (request) => {
    const region = register.hit(
      'region',
      (spec) =>
        spec.region === request.region &&
        (spec.how === 'lost' || spec.service === undefined || spec.service === request.service),
    );
    if (region) return region.how === 'lost' ? 'hang' : region.how;
    if (register.hit('expired-token', () => true)) throw expiredToken(request);
    const operation = operationOf(request);
    const throttle = register.hit(
      'throttle',
      (spec) =>
        spec.service === request.service &&
        (spec.region === undefined || spec.region === request.region) &&
        (spec.action === undefined || operation.includes(spec.action)),
    );
    if (throttle) throw throttled(request);
    const refusal = register.hit(
      'refusal',
      (spec) =>
        spec.service === request.service &&
        (spec.region === undefined || spec.region === request.region) &&
        (spec.action === undefined || operation.includes(spec.action)),
    );
    if (refusal) throw new ServiceError(refusal.code, refusal.message, refusal.status);
    return undefined;
  };
}
