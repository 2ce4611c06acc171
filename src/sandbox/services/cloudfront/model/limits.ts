import type { DistributionConfig, Origin, OriginGroup } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';

/** Status codes on which an origin group may fail over (CloudFront Developer Guide, "Optimize high availability with origin failover"). */
const FAILOVER_CODES = [400, 403, 404, 416, 429, 500, 502, 503, 504];

/** Status codes that a custom error response may be for (API Reference, "CustomErrorResponse"). */
const ERROR_CODES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/**
 * Refuses attempts and timeouts outside CloudFront's quotas ("Quotas", "General quotas on distributions").
 *
 * @throws ServiceError with CloudFront's code
 */
export function checkOriginTimes({
  Id,
  ConnectionAttempts,
  ConnectionTimeout,
  CustomOriginConfig: custom,
}: Origin): void {
  const argument = (name: string) =>
    new ServiceError('InvalidArgument', `The parameter ${name} of the origin ${Id} is not valid.`);
  if (!isWithin(ConnectionAttempts, 1, 3)) throw argument('ConnectionAttempts');
  if (!isWithin(ConnectionTimeout, 1, 10)) throw argument('ConnectionTimeout');
  if (!isWithin(custom?.OriginReadTimeout, 1, 60)) {
    throw new ServiceError('InvalidOriginReadTimeout', 'The read timeout specified for the origin is not valid.');
  }
  if (!isWithin(custom?.OriginKeepaliveTimeout, 1, 60)) {
    throw new ServiceError(
      'InvalidOriginKeepaliveTimeout',
      'The keep alive timeout specified for the origin is not valid.',
    );
  }
}

/**
 * Refuses custom error responses as CloudFront does ("CustomErrorResponse"): a page needs a status, and a status needs a
 * page.
 *
 * @throws ServiceError with CloudFront's code
 */
export function checkErrorResponses({ CustomErrorResponses }: DistributionConfig): void {
  const codes = new Set<number | undefined>();
  for (const { ErrorCode, ErrorCachingMinTTL, ResponseCode, ResponsePagePath } of CustomErrorResponses?.Items ?? []) {
    if (!ERROR_CODES.includes(ErrorCode ?? 0) || codes.has(ErrorCode)) {
      throw new ServiceError('InvalidErrorCode', 'An invalid error code was specified.');
    }
    codes.add(ErrorCode);
    if (!isWithin(ErrorCachingMinTTL, 0, 31_536_000)) {
      throw new ServiceError('InvalidArgument', `The parameter ErrorCachingMinTTL of ${ErrorCode} is not valid.`);
    }
    if (!ResponseCode !== !ResponsePagePath) {
      throw new ServiceError('InvalidResponseCode', 'A response code is not valid.');
    }
  }
}

/**
 * Refuses an origin group that CloudFront would refuse.
 *
 * @throws ServiceError with CloudFront's code; its words for a status code are not verified
 */
export function checkOriginGroup({ Members, FailoverCriteria }: OriginGroup): void {
  if (Members?.Items?.length !== 2) {
    throw new ServiceError('InvalidArgument', 'The number of members in an origin group must be 2.');
  }
  const codes = FailoverCriteria?.StatusCodes?.Items ?? [];
  if (codes.length === 0 || codes.some((code) => !FAILOVER_CODES.includes(code))) {
    throw new ServiceError('InvalidArgument', 'The parameter FailoverCriteria StatusCodes is not valid.');
  }
}

/** Whether a number is absent, which means the default, or within bounds. */
function isWithin(value: number | undefined, least: number, most: number): boolean {
  return value === undefined || (Number.isInteger(value) && value >= least && value <= most);
}
