import { CLOSED_HEADER, CLOSED_HEADER_VALUE } from '../detector/closed-header.js';
import { CvsError } from '../errors.js';
import type { HttpResponse } from '../http/http-client.js';

/** Whether a copilot gave this answer because its distribution is closed. */
export function isClosedAnswer({ status, headers }: Pick<HttpResponse, 'status' | 'headers'>): boolean {
  return status === 404 && headers.get(CLOSED_HEADER) === CLOSED_HEADER_VALUE;
}

/** What whoever has to read a stream through a closed distribution is told. */
export function distributionClosed(region: string): CvsError {
  return new CvsError({
    code: 'DISTRIBUTION_CLOSED',
    message: `The distribution of ${region} is closed.`,
    suggestions: [`Open it: cvs failover open ${region}`],
  });
}
