import type { IncomingHttpHeaders } from 'node:http';
import type { Agent } from 'undici';
import { CvsError } from '../errors.js';
import { AddressRule } from './address-rule.js';
import { BodyRoom, HeldRoom, SMALL_BYTES } from './body-room.js';
import { decodeBody } from './decode-body.js';
import { type Exchange, exchange } from './exchange.js';
import { asFetchError } from './fetch-failure.js';
import { FetchError, type FetchOptions, type HttpClient, type HttpResponse } from './http-client.js';
import { linkAbort } from './linked-abort.js';
import { type LookupFunction, localhostLookup } from './localhost.js';
import { proxyFor } from './proxy.js';
import { parseUrl, redirectTarget } from './redirect.js';
import { USER_AGENT } from './user-agent.js';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 10 * 1024 * 1024;
const MAX_BODIES_BYTES = 128 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Not sent when a redirect leads to another origin. */
const PRIVATE_HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

export interface HttpClientOptions {
  /** Most connections to one origin; further requests wait. Default: no limit. */
  connections?: number;
  /** Most bytes of long bodies that are held at a time; further ones wait. Default 128 MiB. */
  maxBodiesBytes?: number;
  /** Resolves names. Default: the system's resolver, and `*.localhost` is this machine. */
  lookup?: LookupFunction;
}

/** What is fetched for one host that was configured, with connections of its own: they lead only where its rule lets them. */
interface Connections {
  rule: AddressRule;
  agent: Agent;
}

/** The HTTP client for everything except the AWS SDK: undici with kept-alive connections and `*.localhost` names. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const opened = new Map<string, Promise<Connections>>();
  const room = new BodyRoom(options.maxBodiesBytes ?? MAX_BODIES_BYTES);
  const connect = async (root: URL): Promise<Connections> => {
    const { Agent, Pool, ProxyAgent } = await import('undici');
    const rule = new AddressRule(root, options.lookup ?? localhostLookup);
    const factory = (origin: string | URL, settings: object) => {
      const server = new URL(origin);
      const proxy = proxyFor(server, process.env);
      // Behind a proxy, the proxy resolves names. It tunnels https; many tunnel nothing else.
      if (proxy) return new ProxyAgent({ ...settings, uri: proxy.href, proxyTunnel: server.protocol === 'https:' });
      return new Pool(origin, { ...settings, connect: { lookup: rule.lookupFor(server) } });
    };
    return { rule, agent: new Agent({ factory, connections: options.connections ?? null }) };
  };
  const connectionsFor = (root: URL): Promise<Connections> => {
    const known = opened.get(root.host) ?? connect(root);
    opened.set(root.host, known);
    return known;
  };

  async function follow(
    start: URL,
    fetchOptions: FetchOptions,
    signal: AbortSignal,
    held: HeldRoom,
  ): Promise<HttpResponse> {
    const maxRedirects = fetchOptions.maxRedirects ?? MAX_REDIRECTS;
    const seen = new Set<string>();
    let url = start;
    const { rule, agent } = await connectionsFor(parseUrl(fetchOptions.namedBy ?? start.href));
    const headers: Record<string, string> = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': USER_AGENT };
    for (const [name, value] of Object.entries(fetchOptions.headers ?? {})) headers[name.toLowerCase()] = value;
    const { method = 'GET', maxBytes = MAX_BYTES, cookies } = fetchOptions;
    for (;;) {
      held.release();
      seen.add(url.href);
      await rule.checkLiteral(url);
      const path = url.pathname + url.search;
      const cookie = cookies?.headerFor(url);
      const sent = cookie === undefined ? headers : { ...headers, cookie };
      const answer = await exchange(agent, { origin: url.origin, path, method, headers: sent, maxBytes, signal, held });
      const { location, 'set-cookie': setCookie } = answer.headers;
      if (cookies && setCookie) await cookies.take(url, [setCookie].flat());
      if (!REDIRECTS.has(answer.status) || location === undefined) {
        return toResponse(answer, url.href, maxBytes, held);
      }
      const next = redirectTarget(location, url, { start, seen, maxRedirects });
      if (next.origin !== url.origin) for (const name of PRIVATE_HEADERS) delete headers[name];
      url = next;
    }
  }

  return {
    async fetch(address, fetchOptions = {}) {
      const url = parseUrl(address);
      const timeoutMs = fetchOptions.timeoutMs ?? TIMEOUT_MS;
      const deadline = linkAbort(fetchOptions.signal);
      const start = () => setTimeout(() => deadline.abort(), timeoutMs);
      let timer = start();
      // No server is late because there was no room here for its answer.
      const held = new HeldRoom(room, (isWaiting) => {
        clearTimeout(timer);
        if (!isWaiting) timer = start();
      });
      try {
        return await follow(url, fetchOptions, deadline.signal, held);
      } catch (error) {
        if (error instanceof CvsError) throw error;
        if (fetchOptions.signal?.aborted) throw new FetchError('aborted', url.href, `${url.href}: interrupted`, error);
        if (deadline.signal.aborted) {
          throw new FetchError(
            'timeout',
            url.href,
            `${url.href}: no complete answer within ${Math.round(timeoutMs)} ms`,
            error,
          );
        }
        throw asFetchError(error, url.href);
      } finally {
        clearTimeout(timer);
        held.release();
        deadline.release();
      }
    },
    async close() {
      const open = [...opened.values()];
      opened.clear();
      await Promise.all(open.map(async (one) => (await one).agent.destroy()));
    },
  };
}

async function toResponse(
  { status, headers, body }: Exchange,
  url: string,
  maxBytes: number,
  held: HeldRoom,
): Promise<HttpResponse> {
  const encodings = headers['content-encoding'];
  const decoded = encodings === undefined ? body : await decode(body, String(encodings), maxBytes, url, held);
  return { url, status, headers: toHeaders(headers), body: decoded, text: () => decoded.toString('utf8') };
}

/** A short body may be decoded to a long one, which then needs room. */
async function decode(body: Buffer, encodings: string, maxBytes: number, url: string, held: HeldRoom): Promise<Buffer> {
  if (!held.isTaken) {
    try {
      return await decodeBody(body, encodings, Math.min(maxBytes, SMALL_BYTES), url);
    } catch (error) {
      if (!(error instanceof FetchError && error.reason === 'too-large') || maxBytes <= SMALL_BYTES) throw error;
    }
    await new Promise<void>((resolve) => {
      if (held.take(maxBytes, resolve)) resolve();
    });
  }
  return decodeBody(body, encodings, maxBytes, url);
}

function toHeaders(raw: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}
