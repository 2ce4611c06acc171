import type { CloudFrontRequest } from 'aws-lambda';
import { longestPrefix, type RerouteMap, type StreamOrigin } from '../../src/lib/reroute/reroute-map.js';

/** For how many seconds a connection to an origin is kept open: CloudFront's default. */
const KEEPALIVE_S = 5;

/**
 * A request of a region's live stream, to be answered by the origin of `from`, or the request itself where it is of
 * something else. A function may name an origin that the distribution does not have; the Host header must be that origin's
 * (CloudFront Developer Guide, "Lambda@Edge event structure").
 *
 * The response timeout is the stream's also where the origin stays the same: a live segment that takes longer is of no use.
 *
 * @param region whose distribution was asked
 */
export function askOrigin(
  request: CloudFrontRequest,
  { origins }: RerouteMap,
  region: string,
  from: string,
): CloudFrontRequest {
  const own = origins[region];
  const index = own ? longestPrefix(own.prefixes, request.uri) : -1;
  if (!own || index < 0) return request;
  const custom = request.origin?.custom;
  if (from === region) {
    if (!custom) return request;
    return { ...request, origin: { custom: { ...custom, readTimeout: own.readTimeout } } };
  }
  const other = origins[from];
  const prefix = other?.prefixes[index];
  if (!other || prefix === undefined) return request;
  const { domainName, port, protocol, path, readTimeout } = other;
  return {
    ...request,
    uri: prefix + request.uri.slice(own.prefixes[index]?.length),
    headers: { ...request.headers, host: [{ key: 'Host', value: domainName }] },
    origin: {
      custom: {
        domainName,
        port,
        protocol,
        path,
        sslProtocols: [...other.sslProtocols],
        readTimeout,
        keepaliveTimeout: KEEPALIVE_S,
        // A field that only one of them wants may be a secret: it is not shown to the other.
        customHeaders: other.customHeaders ? (custom?.customHeaders ?? {}) : {},
      },
    },
  };
}

/** Where an origin has what a request asks for. */
export function urlAtOrigin({ uri, querystring }: CloudFrontRequest, origin: StreamOrigin): string {
  const { protocol, domainName, port, path } = origin;
  return `${protocol}://${domainName}:${port}${path}${uri}${querystring ? `?${querystring}` : ''}`;
}
