import type { DetectorMessage } from '../../../../src/lib/detector/reporting/detector-message.js';
import { Detector } from '../../../../src/lib/detector/running/detector.js';
import type { DetectorSettings } from '../../../../src/lib/detector/running/detector-settings.js';
import type { FetchOptions, HttpClient } from '../../../../src/lib/http/http-client.js';
import { FakeClock } from '../../../support/fake-clock.js';

const BASE = 'https://origin.example.com';
const DISTRIBUTION = 'https://d111111abcdef8.cloudfront.net';

/** What a server answers: a text, a status, or more. Undefined is a segment that is there. */
export type Answer =
  | string
  | number
  | { status?: number; body?: string; headers?: Record<string, string>; finalUrl?: string }
  | undefined;

/** A server. @param second since the first request */
export type Server = (second: number, url: URL, options: FetchOptions) => Answer;

export interface Played {
  /** At what second the stream became what, as messages say. */
  states: [second: number, state: string][];
  /** As a heartbeat at the end would say. */
  last: DetectorMessage;
  /** Ids of what is found at the end, and of all that was ever found. */
  found: string[];
  everFound: Set<string>;
}

interface FollowOptions {
  /** At the distribution as well as at the origin. */
  atDistribution?: true;
  /** How much longer than it should the detector's process sleeps at a second. */
  oversleepMs?: (second: number) => number;
}

/** Lets a detector follow a server for so many seconds on simulated time. */
export async function follow(
  server: Server,
  seconds: number,
  settings: Partial<DetectorSettings> & FollowOptions = {},
): Promise<Played> {
  const clock = new FakeClock();
  const states: Played['states'] = [];
  const everFound = new Set<string>();
  const origin = `${BASE}/index.m3u8`;
  const http: HttpClient = {
    async fetch(url, options = {}) {
      const answer = server(clock.monotonic() / 1000, new URL(url), options);
      const { status = 200, body = '', headers = {}, finalUrl = url } = asObject(answer);
      return { url: finalUrl, status, headers: new Headers(headers), body: Buffer.from(body), text: () => body };
    },
    close: async () => {},
  };
  const { atDistribution, oversleepMs = () => 0, ...rest } = settings;
  const own = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms + oversleepMs(clock.monotonic() / 1000), signal),
  };
  const detector = new Detector({
    settings: {
      name: 'field',
      region: 'eu-west-1',
      originPlaylistUrl: origin,
      distributionPlaylistUrl: atDistribution ? `${DISTRIBUTION}/index.m3u8` : origin,
      durationMultiplier: 3,
      staleTolerance: 0.95,
      changeDetect: 'MEDIASEQUENCE',
      topicArn: '',
      ...rest,
    },
    http,
    clock: own,
    log: () => {},
    publish: async ({ detector: { state } }) => {
      if (state !== states.at(-1)?.[1]) states.push([clock.monotonic() / 1000, state]);
    },
  });
  const stop = new AbortController();
  const running = detector.run(seconds * 1000 + 1000, stop.signal);
  for (let second = 0; second < seconds; second += 1) {
    await clock.advance(1000);
    for (const { check } of detector.view().findings) everFound.add(check);
  }
  const last = detector.view();
  stop.abort();
  await clock.advance(1000);
  await running;
  return { states, last, found: last.findings.map(({ check }) => check), everFound };
}

function asObject(answer: Answer): Exclude<Answer, string | number | undefined> {
  if (typeof answer === 'string') return { body: answer };
  return typeof answer === 'number' ? { status: answer } : (answer ?? {});
}

export interface WindowOptions {
  targetS?: number;
  /** Of a segment; the target duration without it. */
  segmentS?: number;
  count?: number;
  first?: number;
  /** Lines before the segments. */
  header?: readonly string[];
  /** Lines before a segment. */
  before?: (sequence: number) => readonly string[];
  nameOf?: (sequence: number) => string;
}

/** A live window as it is at a second. */
export function live(second: number, options: WindowOptions = {}): string {
  const { targetS = 2, count = 6, first = 100, header = [], before = () => [] } = options;
  const { segmentS = targetS, nameOf = (sequence: number) => `s${sequence}.ts` } = options;
  const start = first + Math.floor(second / segmentS);
  const segments = Array.from({ length: count }, (_, index) => start + index);
  return [
    '#EXTM3U',
    `#EXT-X-TARGETDURATION:${targetS}`,
    `#EXT-X-MEDIA-SEQUENCE:${start}`,
    ...header,
    ...segments.flatMap((one) => [...before(one), `#EXTINF:${segmentS.toFixed(3)},`, nameOf(one)]),
    '',
  ].join('\n');
}

/** A master playlist. @param media lines of renditions @param attributes of each variant, with a comma before */
export function master(uris: readonly string[], media: readonly string[] = [], attributes = ''): string {
  const variants = uris.flatMap((uri, index) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${index + 1}000000,RESOLUTION=${640 * (index + 1)}x${360 * (index + 1)}${attributes}`,
    uri,
  ]);
  return ['#EXTM3U', ...media, ...variants, ''].join('\n');
}

/** A server of one master and of media playlists by their paths; every segment is there. */
export function serve(text: string, media: (second: number, path: string, url: URL) => Answer): Server {
  return (second, url) => {
    if (url.pathname === '/index.m3u8') return text;
    return url.pathname.endsWith('.m3u8') ? media(second, url.pathname.slice(1), url) : undefined;
  };
}
