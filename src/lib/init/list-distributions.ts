import type { DistributionSummary } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import { type OriginKind, originKind } from './origin-kind.js';

/** An origin, as far as a URL at it can be told. */
export interface FoundOrigin extends OriginKind {
  id: string;
  /** `http` or `https`, host, and port where it is not the usual one. */
  base: string;
  /** CloudFront's origin path: begins with `/`, or is empty. */
  path: string;
}

/** A distribution of the account, as one picks from it. */
export interface FoundDistribution {
  id: string;
  /** Lower case. */
  domain: string;
  aliases: readonly string[];
  comment: string;
  enabled: boolean;
  origins: readonly FoundOrigin[];
  /** In the order in which CloudFront tries them; the last is the default behavior's `*`. */
  behaviors: readonly { pattern: string; originId: string }[];
}

/**
 * Every distribution of the account.
 *
 * @throws CvsError when they may not be listed
 */
export async function listDistributions(clients: AwsClients, signal?: AbortSignal): Promise<FoundDistribution[]> {
  const { paginateListDistributions } = await import('@aws-sdk/client-cloudfront');
  const found: FoundDistribution[] = [];
  try {
    const client = await clients.cloudFront();
    for await (const page of paginateListDistributions({ client }, {}, signal ? { abortSignal: signal } : {})) {
      found.push(...(page.DistributionList?.Items ?? []).map(toFound));
    }
  } catch (error) {
    throw translateAwsError(error, { action: 'list the distributions (cloudfront:ListDistributions)' });
  }
  return found;
}

function toFound(summary: DistributionSummary): FoundDistribution {
  return {
    id: summary.Id ?? '',
    domain: (summary.DomainName ?? '').toLowerCase(),
    aliases: summary.Aliases?.Items ?? [],
    comment: summary.Comment ?? '',
    enabled: summary.Enabled ?? false,
    origins: (summary.Origins?.Items ?? []).map((origin) => {
      const custom = origin.CustomOriginConfig;
      const http = custom?.OriginProtocolPolicy === 'http-only';
      const port = http ? custom.HTTPPort : (custom?.HTTPSPort ?? 443);
      const usual = port === (http ? 80 : 443);
      return {
        id: origin.Id ?? '',
        base: `${http ? 'http' : 'https'}://${origin.DomainName}${usual ? '' : `:${port}`}`,
        path: origin.OriginPath ?? '',
        ...originKind(origin.DomainName ?? ''),
      };
    }),
    behaviors: [
      ...(summary.CacheBehaviors?.Items ?? []).map((one) => ({
        pattern: one.PathPattern ?? '',
        originId: one.TargetOriginId ?? '',
      })),
      { pattern: '*', originId: summary.DefaultCacheBehavior?.TargetOriginId ?? '' },
    ],
  };
}
