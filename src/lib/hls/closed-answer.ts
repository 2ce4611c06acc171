import type { HttpResponse } from '../http/http-client.js';

/**
 * Response header of a 404 that the copilot answered because the distribution is closed. It tells the detector, and a
 * person who looks with curl, that this 404 was meant.
 */
export const CLOSED_HEADER = 'x-cvs-distribution';
export const CLOSED_HEADER_VALUE = 'closed';

/** Whether a copilot gave this answer because its distribution is closed. */
export function isClosedAnswer({ status, headers }: Pick<HttpResponse, 'status' | 'headers'>): boolean {
  return status === 404 && headers.get(CLOSED_HEADER) === CLOSED_HEADER_VALUE;
}
