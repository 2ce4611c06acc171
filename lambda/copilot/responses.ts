import type { CloudFrontHeaders, CloudFrontResultResponse } from 'aws-lambda';
import { CLOSED_HEADER, CLOSED_HEADER_VALUE } from '../../src/lib/hls/closed-answer.js';
import type { ServesAnswer } from '../../src/lib/serving/serves-answer.js';
import { STEERING_MAX_AGE_S, STEERING_TTL_S } from '../../src/lib/serving/times.js';
import type { Cors } from './cors.js';

/** How long a browser may keep the answer to a preflight, in seconds. */
const PREFLIGHT_MAX_AGE_S = '600';

/**
 * What a closed distribution answers. Players leave at once on a 404, and can come back only if the answer is not cached:
 * CloudFront honours `no-store` for a 404 ("How CloudFront caches and processes HTTP 4xx and 5xx status
 * codes").
 */
export function closedResponse({ own }: Cors): CloudFrontResultResponse {
  return {
    status: '404',
    statusDescription: 'Not Found',
    headers: headers({ ...own, 'cache-control': 'no-store', [CLOSED_HEADER]: CLOSED_HEADER_VALUE }),
  };
}

/**
 * Answer to a CORS preflight. To a player, a refusal would be a network error, which it retries, and not a 404. It has all
 * that a preflight needs: the response headers policy of the master playlist distribution adds what an answer lacks.
 */
export function preflightResponse({ own, requestHeaders }: Cors): CloudFrontResultResponse {
  return {
    status: '204',
    statusDescription: 'No Content',
    headers: headers({
      ...own,
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': requestHeaders,
      'access-control-max-age': PREFLIGHT_MAX_AGE_S,
      'cache-control': 'no-store',
    }),
  };
}

/**
 * The steering manifest (RFC 8216bis section 7.1).
 *
 * It names no RELOAD-URI: players then ask the same URI again, and Shaka (5.2.12) never asks again when it is a
 * relative one.
 *
 * @param pathways pathway ids, most preferred first
 * @param method a HEAD gets no body
 */
export function steeringResponse(
  pathways: readonly string[],
  method: string,
  { shared }: Cors,
): CloudFrontResultResponse {
  const manifest = { VERSION: 1, TTL: STEERING_TTL_S, 'PATHWAY-PRIORITY': pathways };
  return {
    status: '200',
    statusDescription: 'OK',
    headers: headers({
      ...shared,
      'content-type': 'application/json',
      'cache-control': `max-age=${STEERING_MAX_AGE_S}`,
    }),
    body: method === 'HEAD' ? undefined : JSON.stringify(manifest),
  };
}

/** Says from where a distribution serves, to whoever asks; no cache keeps it. */
export function servesResponse(answer: ServesAnswer, method: string, { own }: Cors): CloudFrontResultResponse {
  return {
    status: '200',
    statusDescription: 'OK',
    headers: headers({ ...own, 'content-type': 'application/json', 'cache-control': 'no-store' }),
    body: method === 'HEAD' ? undefined : JSON.stringify(answer),
  };
}

function headers(values: Readonly<Record<string, string>>): CloudFrontHeaders {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [{ key, value }]]));
}
