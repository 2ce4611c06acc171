import type { Clock } from '../../clock.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { FetchError, type FetchOptions, type HttpClient } from '../../http/http-client.js';
import { failureOf, type PollLimits } from './poll.js';
import { readScore } from './quality-score.js';
import { hostOf, startPace } from './start-pace.js';

/** Least time between looks at a playlist's newest segment, in ms. */
const SEGMENT_MS = 4000;
/** A server that passes over the range sends the whole segment: no more of it is read. */
const ENOUGH_BYTES = 4096;

type Probed = 'segment-unavailable' | 'init-unavailable' | 'key-unavailable';

export interface ProbeResult {
  check: Probed;
  url: string;
  /** Why it cannot be fetched; absent when it can. */
  failure?: string;
  /** The media quality score of its answer, 0 to 100. */
  score?: number;
}

/**
 * Checks whether what a playlist names can be fetched: its newest segment, and its initialization segment and key when
 * they changed. By HEAD, so that no media is transferred; where the server refuses that, by GET of one byte.
 */
export class MediaProbe {
  readonly #http: HttpClient;
  readonly #clock: Clock;
  readonly #qualityKey: string | undefined;
  #nextAt = 0;
  #initUrl: string | undefined;
  #keyUri: string | undefined;
  /** By URL: of the answers that are being waited for. */
  readonly #scores = new Map<string, number | undefined>();
  /** The server was seen to refuse HEAD and to answer GET. */
  #byGet = false;

  constructor({ http, clock, qualityKey }: { http: HttpClient; clock: Clock; qualityKey?: string }) {
    this.#http = http;
    this.#clock = clock;
    this.#qualityKey = qualityKey;
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
    // What stands in the playlist itself is asked for nowhere.
    const elsewhere = wanted.filter(([, url]) => !/^data:/i.test(url));
    const results = await Promise.all(
      elsewhere.map(async ([check, url]) => {
        const ended = await startPace.beginSegment(hostOf(url), this.#clock);
        const failure = await this.#refusal(url, limits, check === 'key-unavailable');
        ended();
        const score = this.#scores.get(url);
        this.#scores.delete(url);
        return { check, url, failure, score };
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

  /** Why it cannot be fetched. What HEAD does not bring is asked for by GET, as players do, before it counts. */
  async #refusal(url: string, limits: PollLimits, guarded: boolean): Promise<string | undefined> {
    if (!this.#byGet && (await this.#ask(url, { ...limits, method: 'HEAD' }, guarded)) === undefined) return undefined;
    if (limits.signal.aborted) return undefined;
    const options = { ...limits, headers: { range: 'bytes=0-0' }, maxBytes: ENOUGH_BYTES };
    let refused = await this.#ask(url, options, guarded);
    // Servers that know no ranges are asked for all of it.
    if (refused === 'HTTP 416') refused = await this.#ask(url, { ...limits, maxBytes: ENOUGH_BYTES }, guarded);
    if (refused === undefined && !guarded) this.#byGet = true;
    return refused;
  }

  async #ask(url: string, options: FetchOptions, guarded: boolean): Promise<string | undefined> {
    try {
      const { status, headers } = await this.#http.fetch(url, options);
      this.#scores.set(url, readScore(headers, this.#qualityKey));
      // A key server may ask for authorization.
      return status < 400 || (guarded && (status === 401 || status === 403)) ? undefined : `HTTP ${status}`;
    } catch (error) {
      if (error instanceof FetchError && error.reason === 'invalid-url') return `not a URL: ${url}`;
      // The server sends the whole segment, which is there.
      if (error instanceof FetchError && error.reason === 'too-large') return undefined;
      return failureOf(error).reason;
    }
  }
}
