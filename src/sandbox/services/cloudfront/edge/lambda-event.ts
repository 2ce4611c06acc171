import type { Origin } from '@aws-sdk/client-cloudfront';
import type { EdgeIdentity } from './edge-config.js';
import type { EdgeRequest, EdgeResponse } from './messages.js';
import { s3Origin } from './origin-fetch.js';

export type TriggerType = 'viewer-request' | 'origin-request' | 'origin-response' | 'viewer-response';

/** Headers as Lambda@Edge has them: lower-case name to a list of key (original case) and value. */
export type LambdaHeaders = Record<string, { key?: string; value: string }[]>;

/** The event of a Lambda@Edge function (CloudFront Developer Guide, "Lambda@Edge event structure"). */
export function lambdaEvent(
  type: TriggerType,
  identity: EdgeIdentity,
  request: EdgeRequest,
  parts: { origin?: Origin; response?: EdgeResponse },
): object {
  return {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: identity.domainName,
            distributionId: identity.distributionId,
            eventType: type,
            requestId: request.id,
          },
          request: {
            clientIp: request.clientIp,
            headers: toLambdaHeaders(request.headers),
            method: request.method,
            querystring: request.query,
            uri: request.uri,
            origin: parts.origin && lambdaOrigin(parts.origin),
          },
          ...(parts.response
            ? {
                response: {
                  headers: toLambdaHeaders(parts.response.headers),
                  status: String(parts.response.status),
                  statusDescription: '',
                },
              }
            : {}),
        },
      },
    ],
  };
}

export function lambdaOrigin(origin: Origin): object {
  const customHeaders = toLambdaHeaders(
    Object.fromEntries((origin.CustomHeaders?.Items ?? []).map((one) => [one.HeaderName ?? '', one.HeaderValue ?? ''])),
  );
  const s3 = s3Origin(origin);
  if (s3) {
    return {
      s3: {
        authMethod: 'none',
        customHeaders,
        domainName: origin.DomainName,
        path: origin.OriginPath ?? '',
        region: s3.region,
      },
    };
  }
  return {
    custom: {
      customHeaders,
      domainName: origin.DomainName,
      keepaliveTimeout: origin.CustomOriginConfig?.OriginKeepaliveTimeout ?? 5,
      path: origin.OriginPath ?? '',
      port: origin.CustomOriginConfig?.HTTPPort ?? 80,
      protocol: 'http',
      readTimeout: origin.CustomOriginConfig?.OriginReadTimeout ?? 30,
      sslProtocols: origin.CustomOriginConfig?.OriginSslProtocols?.Items ?? ['TLSv1.2'],
    },
  };
}

function toLambdaHeaders(headers: Readonly<Record<string, string>>): LambdaHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      [{ key: name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), value }],
    ]),
  );
}
