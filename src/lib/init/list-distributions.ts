import type { DistributionSummary } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import { outsideText } from '../outside-text.js';
import { guardOf } from './origin-access.js';

/** The kind of an origin, by its host name. */
export interface OriginKind {
  kind: 'MediaPackage v1' | 'MediaPackage v2' | 'MediaStore' | 'S3' | 'other';
  /** Region in the host name. */
  region?: string;
}

/** What the URL of an object at an origin is made of. */
export interface FoundOrigin extends OriginKind {
  id: string;
  /** `http` or `https`, host, and port where it is not the usual one. */
  base: string;
  /** CloudFront's origin path: begins with `/`, or is empty. */
  path: string;
  /** What CloudFront adds to requests, by `guardOf`. */
  guard?: string;
}

/** A distribution of the account, to choose from. */
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

/** Host names of the services (their user guides, "endpoint" pages). */
const PATTERNS: readonly (readonly [Exclude<OriginKind['kind'], 'other'>, RegExp])[] = [
  ['MediaPackage v2', /^[a-z0-9-]+\.egress\.[a-z0-9-]+\.mediapackagev2\.([a-z0-9-]+)\.amazonaws\.com$/],
  ['MediaPackage v1', /^[a-z0-9-]+\.mediapackage\.([a-z0-9-]+)\.amazonaws\.com$/],
  ['MediaStore', /^[a-z0-9-]+\.data\.mediastore\.([a-z0-9-]+)\.amazonaws\.com$/],
  ['S3', /^[a-z0-9.-]+\.s3(?:-website)?[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/],
  ['S3', /^[a-z0-9.-]+\.s3\.amazonaws\.com$/],
];

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
    for await (const page of paginateListDistributions({ client }, {}, { abortSignal: signal })) {
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
    comment: outsideText(summary.Comment ?? ''),
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
        guard: guardOf(origin),
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

/** Recognises the kind of a CloudFront origin by its domain name. */
export function originKind(domainName: string): OriginKind {
  for (const [kind, pattern] of PATTERNS) {
    const found = pattern.exec(domainName.toLowerCase());
    if (found) return { kind, region: found[1] };
  }
  return { kind: 'other' };
}
