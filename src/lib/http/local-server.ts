import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { isLocalhostName } from './localhost.js';

/**
 * What a local server takes of web pages:
 *
 * - `none`: nothing that a page sent, and no address that was typed into a browser;
 * - `typed`: nothing that a page sent; a person may look at it in a browser;
 * - `own`: what its own pages send; a person may open them in a browser;
 * - `any`: requests of pages on any site, as a server for players must.
 */
export type PageRule = 'none' | 'typed' | 'own' | 'any';

export interface LocalServerOptions {
  pages: PageRule;
  /**
   * Takes any `Host`: for a server that the operator put on an address of the network, whose names are not known here.
   */
  anyHost?: boolean;
  /** Requests of pages that another local server has taken and passes on. */
  passedOn?: (request: IncomingMessage) => boolean;
  /** Answers what is refused, in a protocol of its own. */
  refuse?: (refusal: LocalRefusal, request: IncomingMessage, response: ServerResponse) => void;
}

export interface LocalRefusal {
  status: 400 | 403;
  message: string;
}

/**
 * A server for programs on this machine, which looks at each request before anything else is done with it. A web page
 * in the operator's browser can send requests to every port of the machine. Browsers mark them with `Origin` or
 * `Sec-Fetch-Site` (Fetch Metadata), and where the page's own name was made to resolve to 127.0.0.1 (DNS rebinding),
 * `Host` is that name.
 *
 * Every server of this project is made here.
 */
export function createLocalServer(options: LocalServerOptions, listener: RequestListener): Server {
  return createServer((request, response) => {
    const refusal = localRefusal(request, options);
    if (!refusal) return void listener(request, response);
    // What a refused client still sends is not read.
    response.setHeader('connection', 'close');
    if (options.refuse) return options.refuse(refusal, request, response);
    response.writeHead(refusal.status, {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : `${refusal.message}\n`);
  });
}

/** Why a request is refused; undefined: it is not. */
export function localRefusal(request: IncomingMessage, options: LocalServerOptions): LocalRefusal | undefined {
  const { url = '', socket } = request;
  // RFC 9112 section 3.2.2: with the absolute form, the Host header does not count. No client of a server sends it.
  if (!url.startsWith('/')) return { status: 400, message: 'The request target is not a path.' };
  const hosts = request.headersDistinct.host ?? [];
  if (hosts.length !== 1) return { status: 400, message: `The request has ${hosts.length} Host headers.` };
  if (!options.anyHost && !isOwnHost(hosts[0] as string, socket)) {
    const port = socket.localPort;
    return {
      status: 403,
      message: `The host ${quoted(hosts[0])} is not a name of this server: use 127.0.0.1:${port} or localhost:${port}.`,
    };
  }
  if (options.pages === 'own') return foreignPage(request);
  const header = options.passedOn?.(request) ? undefined : pageHeader(request, options.pages);
  if (!header) return undefined;
  const value = quoted(request.headers[header]);
  return { status: 403, message: `This server does not answer web pages, and the request has ${header}: ${value}.` };
}

/**
 * Refuses what a page of another site sent. Browsers name the site in `Origin` with every request but plain GETs, and say
 * in `Sec-Fetch-Site` whether it is the server's own. A link to a page may stand anywhere.
 */
function foreignPage({ method, headers }: IncomingMessage): LocalRefusal | undefined {
  const { origin, host = '' } = headers;
  const reads = method === 'GET' || method === 'HEAD';
  const site = headers['sec-fetch-site'];
  const isLink = reads && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  const isOwn = site === undefined || site === 'same-origin' || site === 'none' || isLink;
  if (origin === undefined ? reads && isOwn : origin.toLowerCase() === `http://${host.toLowerCase()}` && isOwn)
    return undefined;
  const from = origin === undefined ? `Sec-Fetch-Site: ${quoted(site)}` : `Origin: ${quoted(origin)}`;
  return { status: 403, message: `This server answers its own page only, and the request has ${from}.` };
}

/** The header that shows that a browser sent the request, unless the server takes it. */
function pageHeader(
  { headers }: IncomingMessage,
  pages: Exclude<PageRule, 'own'>,
): 'origin' | 'sec-fetch-site' | undefined {
  if (pages === 'any') return undefined;
  if (headers.origin !== undefined) return 'origin';
  const site = headers['sec-fetch-site'];
  // `none`: the address was typed, or is a bookmark (Fetch Metadata, "Sec-Fetch-Site").
  return site === undefined || (pages === 'typed' && site === 'none') ? undefined : 'sec-fetch-site';
}

/** Whether a Host names this machine and the port that the request arrived on. */
function isOwnHost(host: string, { localPort, localAddress }: IncomingMessage['socket']): boolean {
  const [, name = '', port = '80'] = /^(\[[0-9a-f:]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(host) ?? [];
  // An address cannot be made to resolve to another.
  const isOwn = name === localAddress || name === `[${localAddress}]` || isLocalhostName(name);
  return isOwn && Number(port) === localPort;
}

/** A header's value, as text for a message. */
function quoted(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 100));
}
