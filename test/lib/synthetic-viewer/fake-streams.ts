import {
  FetchError,
  type FetchOptions,
  type HttpClient,
  type HttpResponse,
} from '../../../src/lib/http/http-client.js';
import { SERVES_NAME } from '../../../src/lib/serving/serves-answer.js';
import type { FakeClock } from '../../support/fake-clock.js';

const SEGMENT_S = 2;
const WINDOW = 6;
const LATENCY_MS = 20;

/** A CMAF segment as far as a viewer looks into it. */
const SEGMENT = Buffer.concat([Buffer.from([0, 0, 0, 8]), Buffer.from('moof'), Buffer.alloc(5000)]);

export type Behaviour = 'open' | 'closed' | 'frozen' | 'failing' | 'hanging' | 'empty';

/**
 * Two live streams with the same timeline, a merged master playlist and a steering manifest, as an HttpClient. Every
 * request takes 20 ms of the fake clock.
 */
export class FakeStreams implements HttpClient {
  readonly requests: { atMs: number; url: string; status: number }[] = [];
  readonly behaviour: Record<string, Behaviour> = { 'eu-west-1': 'open', 'eu-west-2': 'open' };
  steering: { status?: number; retryAfter?: string; priority: string[] } = { priority: ['eu-west-1', 'eu-west-2'] };
  /** The region whose origin a distribution says that it asks; absent: it does not say. */
  readonly serves: Record<string, string> = {};
  /** The regions that can stand in for it, as it says. */
  readonly canServeFrom: Record<string, readonly string[]> = {};
  /** What the merged master playlist says; undefined for the one with steering. */
  master: string | undefined;
  programDateTime = true;
  /** Runs before each answer, to make the streams follow something else. */
  before: () => void = () => {};
  readonly #clock: FakeClock;
  readonly #frozenAt: Record<string, number> = {};

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  freeze(region: string): void {
    this.behaviour[region] = 'frozen';
    this.#frozenAt[region] = this.#clock.monotonic();
  }

  async fetch(url: string, options: FetchOptions = {}): Promise<HttpResponse> {
    const { hostname, pathname } = new URL(url);
    const region = hostname.split('.')[0] as string;
    if (this.behaviour[region] === 'hanging') {
      await this.#clock.sleep(options.timeoutMs ?? 10_000, options.signal);
      this.requests.push({ atMs: this.#clock.monotonic(), url, status: 0 });
      throw new FetchError('timeout', url, 'no answer');
    }
    await this.#clock.sleep(LATENCY_MS, options.signal);
    this.before();
    const [status, body] = this.#answer(region, pathname);
    this.requests.push({ atMs: this.#clock.monotonic(), url, status });
    const buffer = Buffer.isBuffer(body) ? body : Buffer.from(body);
    const headers = new Headers(status === 404 ? { 'x-cvs-distribution': 'closed' } : {});
    if (status === 429 && this.steering.retryAfter) headers.set('retry-after', this.steering.retryAfter);
    return { url, status, headers, body: buffer, text: () => buffer.toString('utf8') };
  }

  async close(): Promise<void> {}

  #answer(region: string, path: string): [number, string | Buffer] {
    if (path === '/playlist.m3u8') return [200, this.master ?? merged(true)];
    if (path === '/steering.json') {
      const { status = 200, priority } = this.steering;
      return [status, JSON.stringify({ VERSION: 1, TTL: 5, 'PATHWAY-PRIORITY': priority })];
    }
    if (path === `/${SERVES_NAME}` && this.serves[region]) {
      return [
        200,
        JSON.stringify({ region, servesFrom: this.serves[region], canServeFrom: this.canServeFrom[region] ?? [] }),
      ];
    }
    const behaviour = this.behaviour[region];
    if (behaviour === 'closed') return [404, ''];
    if (behaviour === 'failing') return [503, ''];
    if (path.endsWith('.m3u8')) return [200, this.#playlist(region)];
    return [200, behaviour === 'empty' ? '' : SEGMENT];
  }

  #playlist(region: string): string {
    const nowMs = this.behaviour[region] === 'frozen' ? (this.#frozenAt[region] as number) : this.#clock.monotonic();
    // The streams have been on air for a minute when the clock starts.
    const newest = Math.floor((60 + nowMs / 1000) / SEGMENT_S) - 1;
    const first = newest - WINDOW + 1;
    const lines = [
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      `#EXT-X-TARGETDURATION:${SEGMENT_S}`,
      `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ];
    lines.push('#EXT-X-MAP:URI="init.mp4"');
    for (let sequence = first; sequence <= newest; sequence += 1) {
      if (this.programDateTime) {
        lines.push(
          `#EXT-X-PROGRAM-DATE-TIME:${new Date(1_700_000_000_000 + sequence * SEGMENT_S * 1000).toISOString()}`,
        );
      }
      lines.push(`#EXTINF:${SEGMENT_S}.0,`, `s${sequence}.m4s`);
    }
    return `${lines.join('\n')}\n`;
  }
}

/** A merged master playlist of two rungs and one audio group a region. */
export function merged(steering: boolean): string {
  const regions = ['eu-west-1', 'eu-west-2'];
  return [
    '#EXTM3U',
    ...(steering ? ['#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json",PATHWAY-ID="eu-west-1"'] : []),
    ...regions.map(
      (region) =>
        `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac_${region}",NAME="English",DEFAULT=YES,URI="http://${region}.test/audio.m3u8"`,
    ),
    ...[500_000, 1_000_000, 3_000_000].flatMap((bandwidth) =>
      regions.flatMap((region) => [
        `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},AUDIO="aac_${region}",PATHWAY-ID="${region}",CODECS="avc1.4d401e,mp4a.40.2"`,
        `http://${region}.test/${bandwidth}.m3u8`,
      ]),
    ),
    '',
  ].join('\n');
}
