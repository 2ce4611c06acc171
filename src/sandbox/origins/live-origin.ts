import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.js';
import { createLocalServer } from '../../lib/http/local-server.js';
import { EDGE_VIA } from '../edge-via.js';
import { listen } from '../listen.js';
import type { Clip } from './clip.js';
import { AUDIO, LADDER } from './ladder.js';
import { initName, masterPlaylist, mediaPlaylist } from './playlists.js';
import { OriginFaults } from './stream-faults.js';
import { isAvailable, segmentData } from './timeline.js';

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
  readonly faults: OriginFaults;
  close(): Promise<void>;
}

interface Content {
  type: string;
  maxAgeS: number;
  body: Buffer | string;
}

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Date, Age, ETag' };

export async function startLiveOrigin(options: LiveOriginOptions): Promise<LiveOrigin> {
  const faults = new OriginFaults(options.clock);
  const folder = folderOf(options.region, options.name);
  const closing = new AbortController();
  const passedOn = ({ headers }: IncomingMessage) => headers.via === EDGE_VIA;
  const server = createLocalServer({ pages: 'none', passedOn }, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] as string;
    const { refuse, hang, slowMs, status } = faults.current;
    if (refuse) return void request.socket.destroy();
    if (hang) return;
    if (slowMs) await options.clock.sleep(slowMs, closing.signal);
    if (status && (!status.only || path.endsWith('.m3u8'))) return send(response, status.code);
    if (request.method === 'OPTIONS') {
      return send(response, 204, { 'access-control-allow-methods': 'GET, HEAD', 'access-control-max-age': '86400' });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, { allow: 'GET, HEAD' });
    const nowMs = faults.current.frozenAtMs ?? options.clock.now();
    const content = path.startsWith(folder) ? find(options, path.slice(folder.length), nowMs) : undefined;
    if (!content) return send(response, 404, { 'cache-control': 'no-store' });
    const etag = `"${createHash('sha256').update(content.body).digest('hex').slice(0, 32)}"`;
    const headers = { 'cache-control': `max-age=${content.maxAgeS}`, etag };
    if (request.headers['if-none-match'] === etag) return send(response, 304, headers);
    send(response, 200, { ...headers, 'content-type': content.type }, content.body);
  }

  const port = await listen(server, options.port);
  const host = `${options.name}.localhost`;
  return {
    region: options.region,
    port,
    host,
    masterUrl: `http://${host}:${port}${folder}index.m3u8`,
    faults,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `/out/v1/<32 hex>/`, as MediaPackage endpoints have it; the same at every start. */
function folderOf(region: string, name: string): string {
  return `/out/v1/${createHash('sha256').update(`${region}/${name}`).digest('hex').slice(0, 32)}/`;
}

/** The content of a file of the stream's folder at `nowMs`. */
function find({ clip, epochMs }: LiveOriginOptions, name: string, nowMs: number): Content | undefined {
  if (name === 'index.m3u8') return { type: PLAYLIST_TYPE, maxAgeS: 1, body: masterPlaylist(clip) };
  const [, indexText, rest = ''] = /^index_(\d)(.*)$/.exec(name) ?? [];
  const index = Number(indexText);
  const rendition = clip.get([...LADDER, AUDIO].find((one) => one.index === index)?.name ?? '');
  if (!rendition) return undefined;
  if (rest === '.m3u8') {
    const body = mediaPlaylist(rendition, index, epochMs, nowMs);
    return body === undefined ? undefined : { type: PLAYLIST_TYPE, maxAgeS: 1, body };
  }
  const type = index === AUDIO.index ? 'audio/mp4' : 'video/mp4';
  if (name === initName(index)) return { type, maxAgeS: 86_400, body: rendition.init };
  const sequence = Number(/^_(\d+)\.mp4$/.exec(rest)?.[1] ?? -1);
  if (!isAvailable(sequence, epochMs, nowMs)) return undefined;
  return { type, maxAgeS: 86_400, body: segmentData(rendition, sequence) };
}

function send(response: ServerResponse, status: number, headers: Record<string, string> = {}, body?: Buffer | string) {
  response.writeHead(status, { ...CORS, ...headers, ...(body ? { 'content-length': Buffer.byteLength(body) } : {}) });
  response.end(body);
}
