import type { EdgeIdentity } from './edge-config.js';
import { isDisallowed } from './header-rules.js';
import { toLambdaHeaders } from './lambda-headers.js';
import { lambdaOrigin } from './lambda-origin.js';
import type { EdgeRequest, EdgeResponse, TriggerType } from './messages.js';
import type { OriginTarget } from './origin-target.js';

/**
 * The event of a Lambda@Edge function (CloudFront Developer Guide, "Lambda@Edge event structure"). Disallowed headers
 * are not in it.
 */
export function lambdaEvent(
  type: TriggerType,
  identity: EdgeIdentity,
  request: EdgeRequest,
  parts: { origin?: OriginTarget; response?: EdgeResponse },
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
            headers: toLambdaHeaders(visibleHeaders(request.headers)),
            method: request.method,
            querystring: request.query,
            uri: request.uri,
            origin: parts.origin && lambdaOrigin(parts.origin),
          },
          ...(parts.response
            ? {
                response: {
                  headers: toLambdaHeaders(visibleHeaders(parts.response.headers)),
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

/** The headers that functions see. */
function visibleHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isDisallowed(name)));
}
