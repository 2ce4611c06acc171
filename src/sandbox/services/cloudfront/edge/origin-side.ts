import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import type { Behavior } from './edge-config.js';
import type { EdgeRequest, EdgeResponse } from './messages.js';
import { fetchFromOrigin, type OriginAccess } from './origin-fetch.js';
import { type OriginTarget, originTarget } from './origin-target.js';
import { runRequestTrigger, runResponseTrigger, type TriggerContext } from './triggers.js';

/** What came from behind the cache. */
export interface OriginSideResult {
  response: EdgeResponse;
  /** Set when a function answered instead of an origin. */
  xCache?: string;
  /** False for answers of failed functions. */
  cacheable: boolean;
  /** The origin answered 5xx, or not at all: an expired object is served instead. */
  originInTrouble: boolean;
}

/** Methods for which an origin group fails over. */
const FAILOVER_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A cache miss: the origin-request function, the origin or the origins of a group in turn, the origin-response
 * function. The functions run once for each origin that is tried.
 */
export async function fetchBehindCache(
  config: DistributionConfig,
  behavior: Behavior,
  request: EdgeRequest,
  access: OriginAccess,
  triggers: TriggerContext,
): Promise<OriginSideResult> {
  const { origins, failoverOn } = originsOf(config, behavior.TargetOriginId ?? '');
  const tried = FAILOVER_METHODS.has(request.method) ? origins : origins.slice(0, 1);
  for (const [index, origin] of tried.entries()) {
    const last = index === tried.length - 1;
    const target = originTarget(origin);
    const outgoing = { ...request, headers: originHeaders(request, target) };
    const outcome = await runRequestTrigger('origin-request', behavior, outgoing, triggers, target);
    if (outcome.kind === 'response') {
      return { response: outcome.response, xCache: outcome.xCache, cacheable: !outcome.failed, originInTrouble: false };
    }
    const { response, unreachable } = await fetchFromOrigin(outcome.origin ?? target, outcome.request, access);
    if (!last && (unreachable || failoverOn.has(response.status))) continue;
    const originInTrouble = unreachable || response.status >= 500;
    if (unreachable || response.status === 304) return { response, cacheable: true, originInTrouble };
    const changed = await runResponseTrigger('origin-response', behavior, outcome.request, response, triggers);
    return {
      response: changed.response,
      xCache: changed.xCache || undefined,
      cacheable: !changed.failed,
      originInTrouble,
    };
  }
  throw new Error(`no origin with the id ${behavior.TargetOriginId}`);
}

/** The origins to try, in order, and the statuses that move on to the next (origin groups). */
function originsOf(config: DistributionConfig, targetId: string): { origins: Origin[]; failoverOn: Set<number> } {
  const byId = (id: string | undefined) => config.Origins?.Items?.find((origin) => origin.Id === id);
  const group = config.OriginGroups?.Items?.find((one) => one.Id === targetId);
  const ids = group ? (group.Members?.Items ?? []).map((member) => member.OriginId) : [targetId];
  return {
    origins: ids.flatMap((id) => byId(id) ?? []),
    failoverOn: new Set(group?.FailoverCriteria?.StatusCodes?.Items ?? []),
  };
}

/**
 * What functions see of the headers that the edge sends: its own identity and the origin's host. The origin's custom
 * headers come later, and replace headers of the same name ("Add custom headers to origin requests").
 */
function originHeaders(request: EdgeRequest, { domainName, customHeaders }: OriginTarget): Record<string, string> {
  const kept = Object.entries(request.headers).filter(([name]) => !(name in customHeaders));
  return { ...Object.fromEntries(kept), host: domainName };
}
