import type { StreamRegion } from './cluster.js';
import { DISTRIBUTION_DOMAIN } from './distribution-domain.js';

type Member = Pick<StreamRegion, 'distributionDomain' | 'distributionPlaylistUrl'>;

/**
 * Why a region's URL cannot lead through its distribution, as far as the cluster file tells: the host is the name of
 * another distribution. An alias is only known to CloudFront. What is no URL has no host.
 */
export function playlistHostProblem({ distributionDomain, distributionPlaylistUrl }: Member): string | undefined {
  const host = hostOf(distributionPlaylistUrl);
  return host === distributionDomain || !DISTRIBUTION_DOMAIN.test(host)
    ? undefined
    : `has the host ${host}, which is another distribution than ${distributionDomain}`;
}

/**
 * The host of a region's URL where it is neither the distribution's domain name nor one of its aliases: viewers then go
 * past the distribution, and a close of it stops nobody.
 *
 * @param aliases the distribution's alternate domain names; `*.example.com` stands for one label
 */
export function strangeHost(member: Member, aliases: readonly string[]): string | undefined {
  const host = hostOf(member.distributionPlaylistUrl);
  const isAlias = (alias: string) =>
    alias.startsWith('*.') ? host.slice(host.indexOf('.')) === alias.slice(1) : host === alias;
  return host === member.distributionDomain || aliases.some((one) => isAlias(one.toLowerCase())) ? undefined : host;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
