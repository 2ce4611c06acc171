import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { FetchError, type HttpClient } from '../../http/http-client.js';
import { failureOf, type PollLimits } from './poll.js';

/** Least time between looks at a playlist's newest segment, in ms. */
const SEGMENT_MS = 4000;

type Probed = 'segment-unavailable' | 'init-unavailable' | 'key-unavailable';

export interface ProbeResult {
  check: Probed;
  url: string;
  /** Why it cannot be fetched; absent when it can. */
  failure?: string;
}

/**
 * Checks whether what a playlist names can be fetched: its newest segment, and its initialization segment and key when
 * they changed. By HEAD, so that no media is transferred.
 */
export class MediaProbe {
  readonly #http: HttpClient;
  #nextAt = 0;
  #initUrl: string | undefined;
  #keyUri: string | undefined;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Never rejects. @param at monotonic ms */
  async look(snapshot: MediaPlaylist, at: number, limits: PollLimits): Promise<ProbeResult[]> {
    const newest = snapshot.segments.findLast((segment) => !segment.gap);
    if (!newest || at < this.#nextAt) return [];
    this.#nextAt = at + SEGMENT_MS;
    const wanted: [Probed, string][] = [['segment-unavailable', newest.url]];
    if (newest.initUrl && newest.initUrl !== this.#initUrl) wanted.push(['init-unavailable', newest.initUrl]);
    const key = newest.keyUri;
    if (key && /^https?:/.test(key) && key !== this.#keyUri) wanted.push(['key-unavailable', key]);
    const results = await Promise.all(
      wanted.map(async ([check, url]) => {
        const failure = await this.#head(url, limits, check === 'key-unavailable');
        return { check, url, failure };
      }),
    );
    if (limits.signal.aborted) return [];
    // What could be fetched is not asked for again until it changes.
    for (const { check, url, failure } of results) {
      if (failure !== undefined) continue;
      if (check === 'init-unavailable') this.#initUrl = url;
      if (check === 'key-unavailable') this.#keyUri = url;
    }
    return results;
  }

  async #head(url: string, limits: PollLimits, guarded: boolean) {
    try {
      const { status } = await this.#http.fetch(url, { ...limits, method: 'HEAD' });
      // 405 and 501: the server does not support HEAD, which tells nothing. A key server may ask for authorization.
      const fine = status < 400 || status === 405 || status === 501 || (guarded && (status === 401 || status === 403));
      return fine ? undefined : `HTTP ${status}`;
    } catch (error) {
      if (error instanceof FetchError && error.reason === 'invalid-url') return `not a URL: ${url}`;
      return failureOf(error).reason;
    }
  }
}
