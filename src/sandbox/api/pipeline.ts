import { ServiceError } from '../services/service-error.js';
import type { ControlRequest, ControlResponse, ControlService } from './service.js';
import type { SignatureScope } from './signature.js';

/**
 * What becomes of a connection instead of an answer: it ends at once, it stays open without an answer, or it ends after
 * the service has carried the call out.
 */
export type Disruption = 'refuse' | 'hang' | 'cut';

/**
 * A rule that calls of every service pass before the service sees them. It lets a call through (undefined), answers in
 * the service's place, disturbs the connection, or throws a `ServiceError`, which is answered in the caller's protocol.
 */
export type Rule = (
  request: ControlRequest,
) => ControlResponse | Disruption | undefined | Promise<ControlResponse | Disruption | undefined>;

/** A call as it arrived: service and region are not known yet. */
export type ArrivedCall = Omit<ControlRequest, keyof SignatureScope>;

/** Answers a call that is not one of an AWS API and needs no signature; undefined: it does not know the path. */
export type LocalHandler = (call: ArrivedCall) => ControlResponse | undefined;

export interface PipelineParts {
  services: readonly ControlService[];
  /** Passed in this order. */
  rules?: readonly Rule[];
  local?: LocalHandler;
}

/** What happens to a call at the end: an answer, no answer ever, or a connection that ends without one. */
export type CallResult = ControlResponse | 'no answer' | 'disconnect';

/**
 * The way of a call through the control plane: local paths, signature, service, rules, and then the service itself.
 *
 * @returns a function that rejects with a ServiceError for a call that is refused
 */
export function callPipeline({ services, rules = [], local }: PipelineParts) {
  const byName = new Map(services.flatMap((service) => service.signingNames.map((name) => [name, service] as const)));
  return async (call: ArrivedCall, scope: SignatureScope | undefined): Promise<CallResult> => {
    if (!scope) {
      const answer = local?.(call);
      if (answer) return answer;
      throw new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    }
    const service = byName.get(scope.service);
    if (!service) {
      throw new ServiceError('UnknownService', `The sandbox does not have the service ${scope.service}.`, 404);
    }
    const request: ControlRequest = { ...call, ...scope };
    for (const rule of rules) {
      const verdict = await rule(request);
      if (verdict === undefined) continue;
      if (verdict === 'cut') await service.handle(request);
      if (verdict === 'hang') return 'no answer';
      return typeof verdict === 'string' ? 'disconnect' : verdict;
    }
    return service.handle(request);
  };
}
