import type { Rule } from '../control/pipeline.js';
import { expiredToken } from '../control/refusal.js';
import type { ControlRequest } from '../control/service.js';
import { ServiceError } from '../service-error.js';
import type { FaultRegister } from './fault-register.js';

/** Disturbs calls of the AWS APIs as the active faults say. */
export function apiFaults(register: FaultRegister): Rule {
  return (request) => {
    const region = register.hit(
      'region',
      (spec) => spec.region === request.region && (spec.service === undefined || spec.service === request.service),
    );
    if (region) return region.how;
    if (register.hit('expired-token', () => true)) throw expiredToken(request.service, request.headers);
    const operation = operationOf(request);
    const throttle = register.hit(
      'throttle',
      (spec) =>
        spec.service === request.service &&
        (spec.region === undefined || spec.region === request.region) &&
        (spec.action === undefined || operation.includes(spec.action)),
    );
    if (throttle) throw throttled(request);
    return undefined;
  };
}

/** The operation's name where the protocol carries one, else method and path. */
export function operationOf({ headers, method, path, body }: ControlRequest): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return String(target).split('.').at(-1) ?? '';
  if (String(headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
    return new URLSearchParams(body.toString('utf8')).get('Action') ?? '';
  }
  return `${method} ${path}`;
}

/** The name of the error depends on the service ("Common errors" of each service's API reference). */
function throttled({ service, headers }: ControlRequest): ServiceError {
  if (service === 's3') return new ServiceError('SlowDown', 'Please reduce your request rate.', 503);
  if (service === 'lambda') return new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
  const code = headers['x-amz-target'] === undefined ? 'Throttling' : 'ThrottlingException';
  return new ServiceError(code, 'Rate exceeded', 400);
}
