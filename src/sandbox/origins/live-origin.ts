import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.js';
import { listen } from '../../lib/http/listen.js';
import { createLocalServer } from '../../lib/http/local-server.js';
import { EDGE_VIA } from '../edge-via.js';
import { cutIntoChunks } from './chunks.js';
import type { Clip } from './clip.js';
import { askedFor, findFile, type ServedStream } from './find-file.js';
import { type Found, NOT_FOUND } from './found.js';
import { PART_MS } from './low-latency/parts.js';
import type { Fillers } from './picture-and-sound.js';
import { cmsdStatic } from './quality-score.js';
import { OriginFaults } from './stream-faults.js';
import { SEGMENT_MS } from './timeline.js';

export interface LiveOriginOptions {
  region: string;
  /** Host label; the origin is `<name>.localhost`. */
  name: string;
  clock: Clock;
  /**
   * When segment 0 starts, ms since the epoch: the same for all regions of a stream. Give a moment in the past, so
   * that the playlists are full from the start (20 s fill them).
   */
  epochMs: number;
  clip: Clip;
  /** What it plays instead, on demand. */
  fillers: Fillers;
  /** Whether it is a low-latency stream, with parts and blocking reloads. */
  lowLatency?: boolean;
  /** 0 for any free port. */
  port: number;
}

/** A live HLS stream (CMAF, separate audio) on a port of its own, as a packaging origin would serve it. */
export interface LiveOrigin {
  readonly region: string;
  readonly port: number;
  /** Without the port. */
  readonly host: string;
  readonly masterUrl: string;
  readonly lowLatency: boolean;
  readonly faults: OriginFaults;
  /** When an edge asked last, in ms of the clock's monotonic scale; undefined where none has. */
  readonly edgeAskedMs: number | undefined;
  close(): Promise<void>;
}

/**
 * How long a request waits at most for what is not complete yet, ms: three target durations (RFC 8216bis section
 * 6.2.5.2).
 */
const HOLD_MS = 3 * SEGMENT_MS;
/** How often a waiting request looks whether a frozen stream moves again, ms. */
const LOOK_MS = 100;

/** As an origin answers whose players send headers of their own: CMCD, Authorization. */
const PREFLIGHT = {
  'access-control-allow-headers': '*, Authorization',
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-max-age': '86400',
};

const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Date, Age, ETag' };

export async function startLiveOrigin(options: LiveOriginOptions): Promise<LiveOrigin> {
  const faults = new OriginFaults(options);
  const folder = folderOf(options.region, options.name);
  const { epochMs, fillers, lowLatency = false } = options;
  const stream: ServedStream = {
    clip: lowLatency ? cutClip(options.clip) : options.clip,
    epochMs,
    lowLatency,
    fillers,
  };
  const host = `${options.name}.localhost`;
  const closing = new AbortController();
  const passedOn = ({ headers }: IncomingMessage) => headers.via === EDGE_VIA;
  let edgeAskedMs: number | undefined;
  const server = createLocalServer({ pages: 'none', passedOn }, (request, response) => {
    // As at a real packager, a request that names another origin in its Host header finds nothing.
    if (!isFor(host, request)) return send(response, 403);
    if (passedOn(request)) edgeAskedMs = options.clock.monotonic();
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s, 2);
    const asked = askedFor(path);
    const askedMs = options.clock.monotonic();
    for (let slowed = false; ; slowed = true) {
      const { refuse, hang, cut, slowMs, status } = faults.disturbance(asked);
      if (refuse) return void request.socket.destroy();
      if (hang) return;
      if (slowMs && !slowed) await options.clock.sleep(slowMs, closing.signal);
      if (status) return send(response, status);
      if (request.method === 'OPTIONS') {
        return send(response, 204, PREFLIGHT);
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, { allow: 'GET, HEAD' });
      const nowMs = faults.timeOf(asked.track);
      const name = path.slice(folder.length);
      const found = path.startsWith(folder) ? findFile(stream, name, query, nowMs, faults) : NOT_FOUND;
      if (found.kind !== 'later') return deliver(request, response, found, cut);
      const leftMs = HOLD_MS - (options.clock.monotonic() - askedMs);
      if (leftMs <= 0) return send(response, 503, { 'cache-control': 'no-store' });
      const waitMs = faults.standsStill(asked.track) ? LOOK_MS : found.atMs - nowMs;
      await options.clock.sleep(Math.min(leftMs, waitMs), closing.signal);
    }
  }

  const port = await listen(server, options.port);
  return {
    region: options.region,
    port,
    host,
    masterUrl: `http://${host}:${port}${folder}index.m3u8`,
    lowLatency,
    faults,
    get edgeAskedMs() {
      return edgeAskedMs;
    },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function cutClip(clip: Clip): Clip {
  return new Map([...clip].map(([name, rendition]) => [name, cutIntoChunks(rendition, PART_MS)]));
}

function isFor(host: string, { headers }: IncomingMessage): boolean {
  return [host, 'localhost', '127.0.0.1'].includes(headers.host?.replace(/:\d+$/, '') ?? '');
}

/** `/out/v1/<32 hex>/`, as MediaPackage endpoints have it; the same at every start. */
function folderOf(region: string, name: string): string {
  return `/out/v1/${createHash('sha256').update(`${region}/${name}`).digest('hex').slice(0, 32)}/`;
}

/** @param cut whether the answer stops halfway */
function deliver(
  request: IncomingMessage,
  response: ServerResponse,
  found: Exclude<Found, { kind: 'later' }>,
  cut: boolean,
): void {
  if (found.kind === 'refused') {
    send(response, found.status, { 'cache-control': 'no-store' });
    return;
  }
  const etag = `"${createHash('sha256').update(found.body).digest('hex').slice(0, 32)}"`;
  const headers: Record<string, string> = { 'cache-control': `max-age=${found.maxAgeS}`, etag };
  if (found.score !== undefined) headers['cmsd-static'] = cmsdStatic(found.type, found.score);
  const full = { ...headers, 'content-type': found.type };
  if (request.headers['if-none-match'] === etag) send(response, 304, headers);
  else if (cut) sendHalf(response, full, Buffer.from(found.body));
  else send(response, 200, full, found.body);
}

/** Promises the whole answer, sends half of it, and cuts the connection. */
function sendHalf(response: ServerResponse, headers: Record<string, string>, body: Buffer): void {
  response.writeHead(200, { ...CORS, ...headers, 'content-length': body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}

function send(response: ServerResponse, status: number, headers: Record<string, string> = {}, body?: Buffer | string) {
  response.writeHead(status, { ...CORS, ...headers, ...(body ? { 'content-length': Buffer.byteLength(body) } : {}) });
  response.end(body);
}
