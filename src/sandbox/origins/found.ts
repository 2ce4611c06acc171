/** What an origin has for a request. */
export type Found =
  | { kind: 'content'; type: string; maxAgeS: number; body: Buffer | string; score?: number }
  /** It is not complete before `atMs`, ms since the epoch; the request waits for it. */
  | { kind: 'later'; atMs: number }
  | { kind: 'refused'; status: 400 | 404 };

export const NOT_FOUND: Found = { kind: 'refused', status: 404 };
export const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
/** Segments never change, s. */
export const SEGMENT_MAX_AGE_S = 86_400;

/**
 * A playlist, which is cached for half a target duration. So is the answer to a reload that waited, although nothing in it
 * changes: VHS asks for the last part of a segment again until the first part of the next one is listed.
 */
export function playlist(body: string | undefined): Found {
  return body === undefined ? NOT_FOUND : { kind: 'content', type: PLAYLIST_TYPE, maxAgeS: 1, body };
}

/** @param score its media quality score, 0 to 100 */
export function scored(found: Found, score: number): Found {
  return found.kind === 'content' ? { ...found, score } : found;
}
