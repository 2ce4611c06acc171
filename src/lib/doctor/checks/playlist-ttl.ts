import type { DefaultCacheBehavior } from '@aws-sdk/client-cloudfront';
import { behaviorOfPath } from '../../aws/behavior-of-path.js';
import { cachedSeverity } from '../../findings/delivery.js';
import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';
import type { DoctorFacts } from '../facts.js';

export const playlistTtl: Check = {
  id: 'playlist-ttl',
  group: 'Distributions',
  title: 'Caches keep a playlist so briefly that a close is seen soon',
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const [{ DistributionConfig: config }, delivery, { media }] = await Promise.all([
        facts.distribution(member),
        facts.delivery(member),
        facts.stream(member),
      ]);
      const behavior = behaviorOfPath(config, new URL(delivery.url).pathname);
      const limits = await limitsOf(facts, behavior);
      const ttlS = effectiveTtlS(limits, delivery.lifetimeS);
      const message = `media playlists are kept for ${ttlS} s (target duration ${media.targetDuration} s)`;
      if (ttlS <= media.targetDuration) return pass(message);
      const advice =
        limits.MinTTL > media.targetDuration
          ? `Lower the minimum TTL of the cache policy (${limits.MinTTL} s): it overrides even no-store.`
          : undefined;
      return found('cached-too-long', message, { severity: cachedSeverity(ttlS), advice });
    }),
};

type Limits = Record<'MinTTL' | 'DefaultTTL' | 'MaxTTL', number>;

/** From the cache policy, or from the behavior itself where it is of the older kind without one. */
async function limitsOf(facts: DoctorFacts, behavior: DefaultCacheBehavior | undefined): Promise<Limits> {
  const source: Partial<Limits> | undefined = behavior?.CachePolicyId
    ? await facts.cachePolicy(behavior.CachePolicyId)
    : behavior;
  // CloudFront's own defaults (API reference, CachePolicyConfig).
  return {
    MinTTL: source?.MinTTL ?? 0,
    DefaultTTL: source?.DefaultTTL ?? 86_400,
    MaxTTL: source?.MaxTTL ?? 31_536_000,
  };
}

/** CloudFront Developer Guide, "Manage how long content stays in the cache (expiration)". */
export function effectiveTtlS({ MinTTL, DefaultTTL, MaxTTL }: Limits, lifetimeS: number | undefined): number {
  if (lifetimeS === undefined) return Math.max(MinTTL, DefaultTTL);
  return Math.min(Math.max(lifetimeS, MinTTL), Math.max(MaxTTL, MinTTL));
}
