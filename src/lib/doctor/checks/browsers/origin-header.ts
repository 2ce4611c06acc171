import type { DefaultCacheBehavior } from '@aws-sdk/client-cloudfront';
import { matchesPathPattern } from '../../../aws/path-pattern.js';
import { type Check, found, pass } from '../../check.js';
import { each } from '../../each-region.js';
import type { DoctorFacts } from '../../facts.js';

export const originHeader: Check = {
  id: 'origin-header',
  group: 'Distributions',
  title: 'The copilot learns which site asks, where that matters',
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const sites = facts.cluster.players?.credentialOrigins ?? [];
      if (sites.length < 2) return pass('the cluster file does not name several sites');
      const [url, { DistributionConfig: config }] = await Promise.all([
        facts.playlistUrl(member),
        facts.distribution(member),
      ]);
      const { pathname } = new URL(url);
      const behavior =
        config?.CacheBehaviors?.Items?.find(({ PathPattern }) => matchesPathPattern(PathPattern ?? '', pathname)) ??
        config?.DefaultCacheBehavior;
      if (await passesOriginOn(facts, behavior)) return pass('the distribution passes on Origin');
      const [first = '', ...others] = sites;
      const message = `${member.distributionId} does not pass on Origin: while it is closed, its 404 names ${first}, and not ${others.join(', ')}`;
      return found('origin-hidden', message);
    }),
};

/**
 * By an origin request policy, a cache policy, or the behavior's older settings. All of AWS's own origin request policies
 * but the one for user agents and referers pass it on ("Use managed origin request policies"). A response headers policy
 * names the site by itself.
 */
async function passesOriginOn(facts: DoctorFacts, behavior: DefaultCacheBehavior | undefined): Promise<boolean> {
  if (behavior?.ResponseHeadersPolicyId || behavior?.OriginRequestPolicyId) return true;
  const policy = behavior?.CachePolicyId ? await facts.cachePolicy(behavior.CachePolicyId) : undefined;
  const headers = behavior?.CachePolicyId
    ? policy?.ParametersInCacheKeyAndForwardedToOrigin?.HeadersConfig?.Headers?.Items
    : behavior?.ForwardedValues?.Headers?.Items;
  return (headers ?? []).some((name) => name === '*' || name.toLowerCase() === 'origin');
}
