import type { DefaultCacheBehavior, DistributionConfig } from '@aws-sdk/client-cloudfront';
import { behaviorOfPath } from '../aws/behavior-of-path.js';
import { listOf } from '../list-of.js';
import type { KindFinding } from './refused-kinds.js';

/** What may shut out the detectors, or players. */
export type ShuttingOut = 'web-acl' | 'countries-restricted' | 'signers-required' | 'viewer-certificates';

type NoticedKind = ShuttingOut | 'continuous-deployment' | 'nothing-cached';

/**
 * What of a distribution may keep the copilot from viewers, or viewers and detectors from the stream. It can be as meant.
 *
 * Sources: CloudFront API Reference, "DistributionConfig", "DefaultCacheBehavior", "ForwardedValues"; CloudFront Developer
 * Guide, "Learn how continuous deployment works", "Restrict the geographic distribution of your content".
 *
 * @param playlistUrl the stream's master playlist at the distribution: its behavior is the one that counts
 */
export function noticedKinds(
  config: DistributionConfig,
  distributionId: string,
  playlistUrl: string,
): KindFinding<NoticedKind>[] {
  const found: KindFinding<NoticedKind>[] = [];
  const policy = config.ContinuousDeploymentPolicyId;
  if (policy) {
    found.push({
      id: 'continuous-deployment',
      message: `${distributionId} has the continuous deployment policy ${policy}: its staging distribution serves a share of the viewers, without the copilot`,
    });
  }
  const behavior = behaviorOfPath(config, new URL(playlistUrl).pathname);
  if (behavior?.ForwardedValues?.Headers?.Items?.includes('*')) {
    found.push({
      id: 'nothing-cached',
      message: `${distributionId} forwards all headers for the playlists (ForwardedValues.Headers *): CloudFront caches nothing then, and runs the copilot for every request`,
    });
  }
  return [...found, ...shuttingOut(config, distributionId, behavior)];
}

/** What may refuse whoever is not meant. @param behavior the one that answers for the playlists */
export function shuttingOut(
  config: DistributionConfig,
  distributionId: string,
  behavior: DefaultCacheBehavior | undefined,
): KindFinding<ShuttingOut>[] {
  const found: KindFinding<ShuttingOut>[] = [];
  if (config.WebACLId) {
    found.push({ id: 'web-acl', message: `${distributionId} has the web ACL ${config.WebACLId}` });
  }
  const geo = config.Restrictions?.GeoRestriction;
  if (geo?.RestrictionType && geo.RestrictionType !== 'none') {
    const countries = listOf(geo.Items ?? []) || 'no country';
    const whom = geo.RestrictionType === 'whitelist' ? `serves ${countries} only` : `does not serve ${countries}`;
    found.push({
      id: 'countries-restricted',
      message: `${distributionId} ${whom} (GeoRestriction ${geo.RestrictionType})`,
    });
  }
  const signers = [
    ...named('key group', behavior?.TrustedKeyGroups),
    ...named('trusted signer', behavior?.TrustedSigners),
  ];
  if (signers.length > 0) {
    const message = `${distributionId} serves the playlists to signed requests only (${listOf(signers)})`;
    found.push({ id: 'signers-required', message });
  }
  if (config.ViewerMtlsConfig?.Mode === 'required') {
    const message = `${distributionId} serves viewers with a certificate only (ViewerMtlsConfig.Mode required)`;
    found.push({ id: 'viewer-certificates', message });
  }
  return found;
}

function named(what: string, list: { Enabled?: boolean; Items?: string[] } | undefined): string[] {
  return list?.Enabled ? (list.Items ?? []).map((one) => `${what} ${one}`) : [];
}
