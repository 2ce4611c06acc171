import type { Origin } from '@aws-sdk/client-cloudfront';
import { refusalWords } from '../hls/protection/recognize.js';
import { describeFailure } from '../http/fetch-failure.js';
import { FetchError, type HttpClient } from '../http/http-client.js';
import { listOf } from '../list-of.js';
import { outsideText } from '../outside-text.js';

/** Whether anybody but CloudFront can read a playlist at its origin; `why` completes "the origin …". */
export type OriginAccess =
  | { kind: 'open' }
  | { kind: 'cloudfront-only'; why: string }
  | { kind: 'unreadable'; why: string };

/** How a cluster with such an origin differs. */
export const ONLY_CLOUDFRONT_FOLLOWS =
  'the detectors see an outage later, when cached playlists have expired, and do not see the stream while its region is closed';

/**
 * Asks an origin for a playlist, without what a distribution adds to a request.
 *
 * @param guard what the distribution adds, by {@link guardOf}: an origin that checks it need not answer 403
 * @throws the signal's reason when it aborts, nothing else
 */
export async function lookAtOrigin(
  url: string,
  { http, guard, signal }: { http: HttpClient; guard?: string; signal?: AbortSignal },
): Promise<OriginAccess> {
  let problem: string;
  try {
    const answer = await http.fetch(url, { signal });
    const { status } = answer;
    if (status === 401 || status === 403) {
      return { kind: 'cloudfront-only', why: `answers ${status}${refusalWords(answer)}` };
    }
    if (status === 200 && answer.text().trimStart().startsWith('#EXTM3U')) return { kind: 'open' };
    problem = status === 200 ? 'answers something that is not a playlist' : `answers ${status}`;
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    problem = `does not answer (${describeFailure(error)})`;
  }
  return guard === undefined
    ? { kind: 'unreadable', why: problem }
    : { kind: 'cloudfront-only', why: `${problem}, and ${guard}` };
}

/**
 * What CloudFront adds to its requests to an origin, which lets the origin refuse others: headers such as MediaPackage's CDN
 * authorization (MediaPackage User Guide, "CDN authorization"), a signature ("Restrict access to … origin", CloudFront
 * Developer Guide), or a way into a VPC. Undefined where it adds nothing.
 */
export function guardOf(origin: Origin): string | undefined {
  const headers = (origin.CustomHeaders?.Items ?? []).flatMap(({ HeaderName }) => HeaderName ?? []);
  if (headers.length > 0) return `CloudFront sends it the header ${outsideText(listOf(headers))}`;
  if (origin.OriginAccessControlId || origin.S3OriginConfig?.OriginAccessIdentity)
    return 'CloudFront signs its requests';
  return origin.VpcOriginConfig ? 'CloudFront reaches it in a VPC' : undefined;
}
