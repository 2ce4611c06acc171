import type { StreamRegion } from '../cluster/cluster.js';
import { messageOf } from '../errors.js';
import { isClosedAnswer } from '../hls/closed-answer.js';
import { type MasterPlaylist, parseMaster } from '../hls/master-entries.js';
import type { HttpClient, HttpResponse } from '../http/http-client.js';
import { onBehalfOf } from '../http/on-behalf-of.js';
import type { EdgeOrigin } from './edge-origin.js';

/** How long one answer may take, in ms. */
const TIMEOUT_MS = 5000;
/** How much of a segment is read, in bytes: its first fragment's times are at its beginning. */
const SEGMENT_BYTES = 65_536;
/** Longest segment that is taken of a server that does not know ranges, in bytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Something of a stream that could not be read. */
export class Unreadable extends Error {}

/** One region's stream, read where the edges of its distribution read it. */
export interface RegionStream {
  region: string;
  master: MasterPlaylist;
  /** As viewers ask for it. */
  masterUrl: string;
  /** Reads what viewers know by a URL. @throws Unreadable */
  read(url: string, what: 'playlist' | 'segment'): Promise<Buffer>;
}

/**
 * Reads a region's master playlist from its origin, as the edges ask it: with the header fields that the distribution adds.
 * Where the origin does not answer here, such as one that lets in CloudFront only, the stream is read through its
 * distribution.
 *
 * @throws Unreadable
 */
export async function regionStream(
  { region, distributionPlaylistUrl }: StreamRegion,
  origin: EdgeOrigin,
  { http, signal }: { http: HttpClient; signal?: AbortSignal },
): Promise<RegionStream> {
  const failures: string[] = [];
  for (const place of [atOrigin(origin), atDistribution]) {
    try {
      const get = async (url: string, what: 'playlist' | 'segment') => {
        const { address, headers } = place(url);
        const range: Record<string, string> = what === 'segment' ? { range: `bytes=0-${SEGMENT_BYTES - 1}` } : {};
        const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MOST_BYTES, maxRedirects: 0, signal };
        const client = onBehalfOf(http, place(distributionPlaylistUrl).address);
        const answer = await client.fetch(address, { ...limits, headers: { ...headers, ...range } });
        refuse(answer, url);
        return answer.body;
      };
      const read: RegionStream['read'] = (url, what) =>
        get(url, what).catch((error: unknown) => {
          signal?.throwIfAborted();
          throw error instanceof Unreadable ? error : new Unreadable(`${pathOf(url)}: ${messageOf(error)}`);
        });
      const text = (await read(distributionPlaylistUrl, 'playlist')).toString();
      const master = parseMaster(text, { region, url: distributionPlaylistUrl });
      return { region, master, masterUrl: distributionPlaylistUrl, read };
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(messageOf(error));
    }
  }
  throw new Unreadable(failures[0] ?? '');
}

interface Place {
  address: string;
  headers: Readonly<Record<string, string>>;
}

function atOrigin({ protocol, domainName, port, path, headers }: EdgeOrigin): (url: string) => Place {
  return (url) => {
    const { pathname, search } = new URL(url);
    return { address: `${protocol}://${domainName}:${port}${path}${pathname}${search}`, headers };
  };
}

function atDistribution(url: string): Place {
  return { address: url, headers: {} };
}

/** @throws Unreadable */
function refuse(answer: HttpResponse, url: string): void {
  if (isClosedAnswer(answer)) throw new Unreadable('its distribution is closed');
  if (answer.status !== 200 && answer.status !== 206) throw new Unreadable(`${pathOf(url)} answers ${answer.status}`);
}

/** The path alone: a query may hold a token. */
export function pathOf(url: string): string {
  return new URL(url).pathname;
}
