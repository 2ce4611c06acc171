import type { Origin } from '@aws-sdk/client-cloudfront';

/** Header names in lower case. */
type Headers = Readonly<Record<string, string>>;

interface Common {
  domainName: string;
  /** Begins with a slash; empty for the root. */
  path: string;
  customHeaders: Headers;
  /** Connection attempts: of the distribution's origin, because a function cannot set them. */
  attempts: number;
  /** For one attempt to connect, s: of the distribution's origin too. */
  connectionTimeoutS: number;
}

export interface CustomTarget extends Common {
  kind: 'custom';
  port: number;
  protocol: 'http' | 'https';
  /** For the response's first packet and for each next one, s. */
  readTimeoutS: number;
  keepaliveTimeoutS: number;
  sslProtocols: readonly string[];
}

export interface S3Target extends Common {
  kind: 's3';
  region: string;
  authMethod: 'none' | 'origin-access-identity';
  /** Requests are signed for the bucket; only where the distribution's origin has an origin access control. */
  accessControl: boolean;
}

/** Where one request goes: an origin of the distribution, or what an origin-request function made of it. */
export type OriginTarget = CustomTarget | S3Target;

/** The bucket of an S3 origin's regional domain name. */
const S3_DOMAIN = /^(?<bucket>.+)\.s3\.(?<region>[a-z0-9-]+)\.amazonaws\.com$/;

export function bucketOf(domainName: string): { bucket: string; region: string } | undefined {
  const { bucket, region } = S3_DOMAIN.exec(domainName)?.groups ?? {};
  return bucket && region ? { bucket, region } : undefined;
}

/**
 * Where an origin of a distribution is.
 *
 * Viewers of the sandbox use HTTP, so `match-viewer` means HTTP. Defaults: CloudFront Developer Guide, "Origin
 * settings".
 */
export function originTarget(origin: Origin): OriginTarget {
  const headers = (origin.CustomHeaders?.Items ?? []).map((one) => [one.HeaderName?.toLowerCase(), one.HeaderValue]);
  const common = {
    domainName: origin.DomainName ?? '',
    path: origin.OriginPath ?? '',
    customHeaders: Object.fromEntries(headers),
    attempts: origin.ConnectionAttempts ?? 3,
    connectionTimeoutS: origin.ConnectionTimeout ?? 10,
  };
  const s3 = bucketOf(common.domainName);
  if (s3) {
    const accessControl = Boolean(origin.OriginAccessControlId);
    return { kind: 's3', ...common, region: s3.region, authMethod: 'none', accessControl };
  }
  const custom = origin.CustomOriginConfig;
  const https = custom?.OriginProtocolPolicy === 'https-only';
  return {
    kind: 'custom',
    ...common,
    protocol: https ? 'https' : 'http',
    port: (https ? custom?.HTTPSPort : custom?.HTTPPort) ?? (https ? 443 : 80),
    readTimeoutS: custom?.OriginReadTimeout ?? 30,
    keepaliveTimeoutS: custom?.OriginKeepaliveTimeout ?? 5,
    sslProtocols: custom?.OriginSslProtocols?.Items ?? ['TLSv1.2'],
  };
}
