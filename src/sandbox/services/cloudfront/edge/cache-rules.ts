import type { Behavior, PolicyLookup } from './edge-config.js';
import type { EdgeRequest } from './messages.js';

/** Which of a request's query parameters count. */
type QueryRule = 'none' | 'all' | { only: readonly string[] } | { allBut: readonly string[] };

/** How a behavior caches, from its cache policy or its legacy settings. TTLs in seconds. */
export interface CacheRules {
  minTtlS: number;
  defaultTtlS: number;
  maxTtlS: number;
  query: QueryRule;
  /** Lower case names of request headers that are part of the cache key. */
  headers: readonly string[];
  /** Lower case names of request headers that reach the origin beyond these (origin request policy). */
  forwardHeaders: readonly string[] | 'all';
  /** Whether the query string reaches the origin beyond what is in the cache key (origin request policy). */
  forwardQuery: boolean;
}

/**
 * What applies without a policy and without legacy TTLs (CloudFront, "Managing how long content stays in the cache").
 */
const DEFAULTS = { minTtlS: 0, defaultTtlS: 86_400, maxTtlS: 31_536_000 };

export function cacheRules(behavior: Behavior, policies: PolicyLookup): CacheRules {
  const originRequest = policies.originRequest(behavior.OriginRequestPolicyId ?? '');
  const forwardQuery = (originRequest?.QueryStringsConfig?.QueryStringBehavior ?? 'none') !== 'none';
  const inPolicy = originRequest?.HeadersConfig;
  const forwardHeaders = inPolicy?.HeaderBehavior?.startsWith('allViewer')
    ? 'all'
    : lowerCase(inPolicy?.Headers?.Items);
  const policy = policies.cache(behavior.CachePolicyId ?? '');
  if (policy) {
    const inKey = policy.ParametersInCacheKeyAndForwardedToOrigin;
    const names = inKey?.QueryStringsConfig?.QueryStrings?.Items ?? [];
    const query: Record<string, QueryRule> = { all: 'all', whitelist: { only: names }, allExcept: { allBut: names } };
    return {
      minTtlS: policy.MinTTL ?? DEFAULTS.minTtlS,
      defaultTtlS: policy.DefaultTTL ?? DEFAULTS.defaultTtlS,
      maxTtlS: policy.MaxTTL ?? DEFAULTS.maxTtlS,
      query: query[inKey?.QueryStringsConfig?.QueryStringBehavior ?? 'none'] ?? 'none',
      headers: lowerCase(inKey?.HeadersConfig?.Headers?.Items),
      forwardHeaders,
      forwardQuery,
    };
  }
  const legacy = behavior.ForwardedValues;
  const keys = legacy?.QueryStringCacheKeys?.Items ?? [];
  return {
    minTtlS: behavior.MinTTL ?? DEFAULTS.minTtlS,
    defaultTtlS: behavior.DefaultTTL ?? DEFAULTS.defaultTtlS,
    maxTtlS: behavior.MaxTTL ?? DEFAULTS.maxTtlS,
    query: !legacy?.QueryString ? 'none' : keys.length ? { only: keys } : 'all',
    headers: lowerCase(legacy?.Headers?.Items),
    forwardHeaders,
    forwardQuery: legacy?.QueryString === true,
  };
}

/** The cache key: the path, and only what the rules add to it. GET and HEAD share it. */
export function cacheKey(request: EdgeRequest, rules: CacheRules): string {
  const headers = rules.headers.map((name) => `${name}:${request.headers[name] ?? ''}`);
  return [request.uri, keyedQuery(request.query, rules.query), ...headers].join('\n');
}

/** The query string that reaches the origin. */
export function originQuery(request: EdgeRequest, rules: CacheRules): string {
  return rules.forwardQuery ? request.query : keyedQuery(request.query, rules.query);
}

/** Parameters keep their order and their encoding. */
function keyedQuery(query: string, rule: QueryRule): string {
  if (rule === 'none' || rule === 'all') return rule === 'all' ? query : '';
  const counts = (name: string) => ('only' in rule ? rule.only.includes(name) : !rule.allBut.includes(name));
  const parameters = query
    .split('&')
    .filter((one) => one && counts(decodeURIComponent(one.split('=', 1)[0] as string)));
  return parameters.join('&');
}

function lowerCase(names: readonly string[] | undefined): string[] {
  return (names ?? []).map((name) => name.toLowerCase()).sort();
}
