import type { Clock } from '../../src/lib/clock.js';
import { FetchError, type FetchOptions, type HttpClient, type HttpResponse } from '../../src/lib/http/http-client.js';

/** What is wrong with a simulated stream. */
export type Fault = 'freeze' | 'hang' | 'refuse' | 'restart' | 'old-cache' | 404 | 503;

/** Seconds of a segment, and segments of a window. */
export const SEGMENT_S = 2;
const WINDOW = 6;
/** Every tenth segment is short, as before an ad break. */
const SHORT_S = 1.2;

export interface SimulatedStream {
  http: HttpClient;
  /** When set, every playlist has this trouble. */
  fault: Fault | undefined;
  requests: number;
}

/**
 * A live stream of three playlists behind any URL that ends in `.m3u8`, on simulated time.
 *
 * @param trouble asked at each request: `slow` answers after 3 s, `error` is a 500
 */
export function simulatedStream(clock: Clock, trouble: () => 'slow' | 'error' | undefined): SimulatedStream {
  let frozenAt: number | undefined;
  let restartedAt: number | undefined;
  const stream: SimulatedStream = { fault: undefined, requests: 0, http: { fetch: answer, close: async () => {} } };
  return stream;

  async function answer(url: string, options: FetchOptions = {}): Promise<HttpResponse> {
    stream.requests += 1;
    const { fault } = stream;
    if (fault === 'refuse') throw new FetchError('refused', url, 'refused');
    if (fault === 'hang') {
      await clock.sleep(options.timeoutMs ?? 10_000, options.signal);
      throw new FetchError('timeout', url, 'timeout');
    }
    if (typeof fault === 'number') return respond(url, fault, 'error');
    const hit = trouble();
    if (hit === 'slow') await clock.sleep(3000, options.signal);
    if (hit === 'error') return respond(url, 500, 'error');
    if (options.method === 'HEAD') return respond(url, 200, '');
    if (url.endsWith('index.m3u8')) return respond(url, 200, MASTER);
    const frozen = fault === 'freeze' || fault === 'old-cache';
    frozenAt = frozen ? (frozenAt ?? clock.monotonic()) : undefined;
    // Two caches that answer in turn; one is a segment behind the other.
    const behind = fault === 'old-cache' && stream.requests % 2 ? 1 : 0;
    const elapsed = (since: number) => Math.floor(((frozenAt ?? clock.monotonic()) - since) / 1000 / SEGMENT_S);
    if (fault !== 'restart') return respond(url, 200, media(elapsed(0) + 1000 - behind, 's'));
    // An encoder that restarts counts from zero, and its segments have new names.
    restartedAt ??= clock.monotonic();
    return respond(url, 200, media(elapsed(restartedAt), 'r'));
  }
}

const MASTER = [
  '#EXTM3U',
  ...[1, 2, 3].flatMap((rung) => [`#EXT-X-STREAM-INF:BANDWIDTH=${rung}000000`, `v${rung}.m3u8`]),
].join('\n');

function media(sequence: number, prefix: string): string {
  const segments = Array.from({ length: WINDOW }, (_, index) => sequence + index);
  return [
    '#EXTM3U',
    `#EXT-X-TARGETDURATION:${SEGMENT_S}`,
    `#EXT-X-MEDIA-SEQUENCE:${sequence}`,
    ...segments.flatMap((number) => [`#EXTINF:${number % 10 === 0 ? SHORT_S : SEGMENT_S},`, `${prefix}${number}.ts`]),
    '',
  ].join('\n');
}

function respond(url: string, status: number, text: string): HttpResponse {
  return { url, status, headers: new Headers(), body: Buffer.from(text), text: () => text };
}
