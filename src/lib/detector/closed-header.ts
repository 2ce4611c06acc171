/**
 * Response header of a 404 that the copilot answered because the distribution is closed. It tells the detector, and
 * whoever looks with curl, that this 404 was meant.
 */
export const CLOSED_HEADER = 'x-cvs-distribution';
export const CLOSED_HEADER_VALUE = 'closed';
