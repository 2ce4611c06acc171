import type { Clock } from '../../lib/clock.js';
import type { AccessKeys } from '../access-keys.js';
import type { Authorizer } from '../services/iam/authorize.js';
import { ServiceError } from '../services/service-error.js';
import type { CallHead, ControlRequest, ControlResponse, ControlService } from './service.js';
import type { Signature } from './signature/read-signature.js';
import { refusedSignature } from './signature/refused-signature.js';
import { verifyHead, verifySignature } from './signature/verify-signature.js';

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

export interface PipelineParts {
  services: readonly ControlService[];
  /** With which calls are signed. */
  keys: AccessKeys;
  /** For the age of signatures. */
  clock: Pick<Clock, 'now'>;
  /** Passed in this order. */
  rules?: readonly Rule[];
  /** Decides whether a caller may make a call; absent: every caller may. */
  authorizer?: Pick<Authorizer, 'ofKey' | 'knows' | 'check'>;
  /** A service of the sandbox's own, whose calls pass no rules. */
  own?: ControlService;
}

/** What happens to a call at the end: an answer, no answer ever, or a connection that ends without one. */
export type CallResult = ControlResponse | 'no answer' | 'disconnect';

/**
 * The way of a call through the control plane: signature, service, rules, permissions, and then the service itself.
 *
 * @returns a function that rejects with a ServiceError for a call that is refused
 */
export function callPipeline({ services, keys, clock, rules = [], authorizer, own }: PipelineParts) {
  const byName = new Map(services.flatMap((service) => service.signingNames.map((name) => [name, service] as const)));
  return async (
    head: CallHead,
    signature: Signature | undefined,
    readBody: () => Promise<Buffer>,
  ): Promise<CallResult> => {
    if (!signature) throw refusedSignature('missing', undefined, head.headers);
    // Who signs with no key of the account, or did so long ago, is not listened to.
    verifyHead(head, signature, keys, clock.now());
    const request = verifySignature({ ...head, body: await readBody() }, signature, keys, clock.now());
    if (own?.signingNames.includes(request.service)) return own.handle(request);
    const service = byName.get(request.service);
    if (!service) {
      throw new ServiceError('UnknownService', `The sandbox does not have the service ${request.service}.`, 404);
    }
    for (const rule of rules) {
      const verdict = await rule(request);
      if (verdict === undefined) continue;
      if (verdict === 'cut') {
        await authorize(service, request);
        await service.handle(request);
      }
      if (verdict === 'hang') return 'no answer';
      return typeof verdict === 'string' ? 'disconnect' : verdict;
    }
    await authorize(service, request);
    return service.handle(request);
  };

  async function authorize(service: ControlService, request: ControlRequest): Promise<void> {
    const key = keys.find(request.accessKeyId);
    if (!key || !authorizer) return;
    if (!authorizer.knows(key)) throw refusedSignature('unknown key', request.service, request.headers);
    authorizer.check(authorizer.ofKey(key), request.region, await service.needs(request));
  }
}
