import type { Clock } from '../../src/lib/clock.js';
import { FetchError, type FetchOptions, type HttpClient, type HttpResponse } from '../../src/lib/http/http-client.js';
import { seeded } from './seeded.js';

/** Seconds of a segment, and segments of a window. */
const SEGMENT_S = 2;
const SEGMENT_MS = SEGMENT_S * 1000;
const WINDOW = 6;
const RUNGS = 3;
/** How far the regions may lag, to either side, and by how much that changes from one segment to the next at most, ms. */
const MOST_LAG_MS = 0.4 * SEGMENT_MS;
const LAG_STEP_MS = 0.05 * SEGMENT_MS;
const LATE = 1 / 1000;
const SLOW = 0.05;
const SLOW_MS = 3000;
const FAILED = 0.01;

export type TwinFault = 'frozen' | 'hang' | 503 | 'refused';

export interface TwinEncoders {
  http: HttpClient;
  /** What is wrong with a region's stream, by host, from a moment on. */
  fault(host: string, fault: TwinFault | undefined): void;
  requests: number;
  late: number;
}

/**
 * Two encoders that make one stream, on simulated time, behind hosts whose names begin with their region's. Each segment of
 * each is some time behind the clock; how long wanders. All rungs of an encoder have a segment at once.
 *
 * @param network whether answers are slow and fail too
 */
export function twinEncoders(clock: Clock, seed: number, network: boolean): TwinEncoders {
  const random = seeded(seed);
  const encoders = new Map<string, ReturnType<typeof encoder>>();
  const twins: TwinEncoders = { http: { fetch: answer, close: async () => {} }, fault, requests: 0, late: 0 };
  return twins;

  function encoderOf(host: string) {
    const name = host.split('.')[0] as string;
    const known = encoders.get(name) ?? encoder(random, () => (twins.late += 1));
    encoders.set(name, known);
    return known;
  }

  function fault(host: string, kind: TwinFault | undefined): void {
    const own = encoderOf(host);
    own.fault = kind;
    own.frozen = kind === 'frozen' ? own.newest(clock.monotonic()) : undefined;
  }

  async function answer(url: string, options: FetchOptions = {}): Promise<HttpResponse> {
    twins.requests += 1;
    const own = encoderOf(new URL(url).host);
    if (own.fault === 'refused') throw new FetchError('refused', url, 'refused');
    if (own.fault === 'hang') {
      await clock.sleep(options.timeoutMs ?? 10_000, options.signal);
      throw new FetchError('timeout', url, 'timeout');
    }
    if (own.fault === 503) return respond(url, 503, '');
    if (network && random() < SLOW) await clock.sleep(SLOW_MS, options.signal);
    if (network && random() < FAILED) return respond(url, 500, '');
    if (options.method === 'HEAD') return respond(url, 200, '');
    if (url.endsWith('index.m3u8')) return respond(url, 200, MASTER);
    return respond(url, 200, media(own.frozen ?? own.newest(clock.monotonic())));
  }
}

/** When which segment is there. */
function encoder(random: () => number, late: () => void) {
  let lagMs = (random() * 2 - 1) * MOST_LAG_MS;
  let next = 0;
  let nextAt = 0;
  return {
    fault: undefined as TwinFault | undefined,
    frozen: undefined as number | undefined,
    /** Number of the newest segment. */
    newest(at: number): number {
      while (nextAt <= at) {
        next += 1;
        const step = (random() * 2 - 1) * LAG_STEP_MS;
        lagMs = Math.max(-MOST_LAG_MS / 2, Math.min(MOST_LAG_MS / 2, lagMs + step));
        const isLate = random() < LATE;
        if (isLate) late();
        nextAt = next * SEGMENT_MS + MOST_LAG_MS + lagMs + (isLate ? SEGMENT_MS : 0);
      }
      return next - 1;
    },
  };
}

const MASTER = [
  '#EXTM3U',
  ...Array.from({ length: RUNGS }, (_, rung) => `#EXT-X-STREAM-INF:BANDWIDTH=${rung + 1}000000\nv${rung}.m3u8`),
].join('\n');

function media(newest: number): string {
  const first = Math.max(0, newest - WINDOW + 1);
  const segments = Array.from(
    { length: newest - first + 1 },
    (_, index) => `#EXTINF:${SEGMENT_S},\ns${first + index}.ts`,
  );
  return `#EXTM3U\n#EXT-X-TARGETDURATION:${SEGMENT_S}\n#EXT-X-MEDIA-SEQUENCE:${first}\n${segments.join('\n')}\n`;
}

function respond(url: string, status: number, text: string): HttpResponse {
  return { url, status, headers: new Headers(), body: Buffer.from(text), text: () => text };
}
