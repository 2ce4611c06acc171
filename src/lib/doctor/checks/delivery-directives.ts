import type { DefaultCacheBehavior, QueryStringNames } from '@aws-sdk/client-cloudfront';
import { behaviorOfPath } from '../../aws/behavior-of-path.js';
import type { FindingId } from '../../findings/catalogue.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';
import type { DoctorFacts } from '../facts.js';

const SKIP = '_HLS_skip';

export const deliveryDirectives: Check = {
  id: 'delivery-directives',
  group: 'Distributions',
  title: 'Reloads of low-latency playlists that wait are cached each by itself',
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const { media, mediaUrl } = await facts.stream(member);
      const wanted = directivesOf(media);
      if (wanted.length === 0) return pass('no reloads that wait, and no delta updates');
      const { DistributionConfig: config } = await facts.distribution(member);
      const behavior = behaviorOfPath(config, new URL(mediaUrl).pathname);
      const keeps = await cacheKeyOf(facts, behavior);
      const missing = wanted.filter(([name]) => !keeps(name) && (name !== SKIP || passesAllOn(behavior)));
      const [first] = missing;
      if (!first) return pass(`the cache key has ${wanted.map(([name]) => name).join(', ')}`);
      return found(first[1], `the cache key lacks ${missing.map(([name]) => name).join(', ')}`);
    }),
};

/** The delivery directives that players may send, with what is found where a cache passes over one. */
function directivesOf({ canBlockReload, partTargetS, canSkipUntilS }: MediaPlaylist): [string, FindingId][] {
  const list: [string, FindingId][] = [];
  if (canBlockReload) list.push(['_HLS_msn', 'blocking-reload-ignored']);
  if (canBlockReload && partTargetS !== undefined) list.push(['_HLS_part', 'blocking-reload-ignored']);
  if (canSkipUntilS !== undefined) list.push([SKIP, 'delta-update-unasked']);
  return list;
}

/**
 * Whether the origin gets query parameters that are not in the cache key. Where it does not, a directive that the key lacks
 * does nothing: players get whole playlists. Origin request policies are not read, as the viewer's policy does not allow it.
 */
function passesAllOn(behavior: DefaultCacheBehavior | undefined): boolean {
  return behavior?.CachePolicyId
    ? behavior.OriginRequestPolicyId !== undefined
    : behavior?.ForwardedValues?.QueryString === true;
}

/** Which query parameters are in a behavior's cache key: by its cache policy, or its older settings without one. */
async function cacheKeyOf(facts: DoctorFacts, behavior: DefaultCacheBehavior | undefined) {
  const has = (names: QueryStringNames | undefined) => (name: string) => names?.Items?.includes(name) ?? false;
  if (behavior?.CachePolicyId) {
    const policy = await facts.cachePolicy(behavior.CachePolicyId);
    const key = policy.ParametersInCacheKeyAndForwardedToOrigin?.QueryStringsConfig;
    const isNamed = has(key?.QueryStrings);
    if (key?.QueryStringBehavior === 'all') return () => true;
    if (key?.QueryStringBehavior === 'allExcept') return (name: string) => !isNamed(name);
    return key?.QueryStringBehavior === 'whitelist' ? isNamed : () => false;
  }
  const legacy = behavior?.ForwardedValues;
  if (!legacy?.QueryString) return () => false;
  const keys = legacy.QueryStringCacheKeys;
  return keys?.Items?.length ? has(keys) : () => true;
}
