import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import { behaviorOfPath } from '../aws/behavior-of-path.js';
import type { StreamOrigin } from './reroute-map.js';

/** Where a distribution gets some paths from, and what it adds to its requests. */
export interface EdgeOrigin extends Omit<StreamOrigin, 'prefixes' | 'readTimeout' | 'customHeaders'> {
  /** Header fields that the distribution adds. They may be secret: they are compared, and never told. */
  headers: Readonly<Record<string, string>>;
}

/** Why the edges of another distribution cannot ask an origin. Completes a sentence that begins with the region's name. */
export interface OriginObstacle {
  why: string;
  remedy: string;
}

/**
 * The origin that a distribution asks for a path: of a group, the first one.
 *
 * @param path as viewers ask for it
 */
export function originBehind(config: DistributionConfig, path: string): Origin | undefined {
  const behavior = behaviorOfPath(config, path);
  const group = config.OriginGroups?.Items?.find(({ Id }) => Id === behavior?.TargetOriginId);
  const id = group?.Members?.Items?.[0]?.OriginId ?? behavior?.TargetOriginId;
  return config.Origins?.Items?.find(({ Id }) => Id === id);
}

/**
 * How a function at another distribution can name an origin: by the fields of a custom origin (CloudFront Developer Guide,
 * "Lambda@Edge event structure"). CloudFront signs no such request, so that an origin access control does not let it in.
 *
 * @param https whether the stream is asked for over https, where the origin is asked as viewers ask
 */
export function edgeOrigin(origin: Origin | undefined, https: boolean): EdgeOrigin | OriginObstacle {
  if (!origin?.DomainName) {
    return { why: 'has no origin for these paths', remedy: 'Correct the playlist URLs in the cluster file.' };
  }
  if (origin.OriginAccessControlId || origin.S3OriginConfig?.OriginAccessIdentity) {
    return {
      why: 'has an origin that only its own distribution may read (origin access control)',
      remedy: 'Let the origin check a header field that every distribution of the cluster sends, instead.',
    };
  }
  if (origin.VpcOriginConfig) {
    return {
      why: 'has an origin inside a VPC, which only its own distribution reaches',
      remedy: 'Give the origin a public address that only CloudFront may use.',
    };
  }
  const { OriginProtocolPolicy, HTTPPort, HTTPSPort, OriginSslProtocols } = origin.CustomOriginConfig ?? {};
  const secure = OriginProtocolPolicy === 'https-only' || (OriginProtocolPolicy !== 'http-only' && https);
  const fields = origin.CustomHeaders?.Items ?? [];
  return {
    domainName: origin.DomainName,
    port: (secure ? HTTPSPort : HTTPPort) ?? (secure ? 443 : 80),
    protocol: secure ? 'https' : 'http',
    path: origin.OriginPath ?? '',
    sslProtocols: OriginSslProtocols?.Items ?? ['TLSv1.2'],
    headers: Object.fromEntries(fields.map((one) => [one.HeaderName?.toLowerCase() ?? '', one.HeaderValue ?? ''])),
  };
}
