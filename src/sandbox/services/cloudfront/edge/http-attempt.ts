import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Clock } from '../../../../lib/clock.js';
import { linkAbort } from '../../../../lib/http/linked-abort.js';
import { localhostLookup } from '../../../../lib/http/localhost.js';
import type { EdgeRequest, EdgeResponse } from './messages.js';
import type { CustomTarget } from './origin-target.js';

export interface HttpAccess {
  agent: Agent;
  clock: Clock;
  /** Aborts when the edge closes. */
  closing: AbortSignal;
}

/** Meaningful for one connection only (RFC 9110 section 7.6.1), or set again when sent. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer', 'content-length']);

/** The origin did not connect or answer in time. */
export class OriginTimeout extends Error {}
/** A kept connection turned out to be closed: says nothing about the origin. */
export class StaleConnection extends Error {}

export function endToEnd(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));
  return Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]));
}

/**
 * One attempt to get a response over HTTP.
 *
 * The connection timeout runs until the connection stands. Then the response timeout runs: for the response's first
 * packet, and for each next one ("Origin settings", "Response timeout"). The sandbox's origins have no TLS, so
 * `https` differs in its port and its checks only.
 *
 * @throws OriginTimeout, StaleConnection, or the error of the connection
 */
export async function httpAttempt(
  target: CustomTarget,
  request: EdgeRequest,
  { agent, clock, closing }: HttpAccess,
): Promise<EdgeResponse> {
  const deadline = linkAbort(closing);
  const watch = new Watch(clock, target);
  const over = new AbortController();
  const watching = watch.expire(over.signal).then(
    () => deadline.abort(new OriginTimeout('the origin did not answer in time')),
    () => {},
  );
  try {
    const sent = httpRequest({
      host: target.domainName,
      port: target.port,
      path: request.query ? `${request.uri}?${request.query}` : request.uri,
      method: request.method,
      headers: { ...request.headers, ...hostHeader(request, target), ...target.customHeaders },
      setHost: false,
      agent,
      lookup: localhostLookup,
      signal: deadline.signal,
    });
    return await responseOf(sent, watch);
  } catch (error) {
    throw deadline.signal.reason instanceof OriginTimeout ? deadline.signal.reason : error;
  } finally {
    deadline.release();
    over.abort();
    await watching;
  }
}

function responseOf(sent: ClientRequest, watch: Watch): Promise<EdgeResponse> {
  return new Promise((resolve, reject) => {
    sent.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => watch.packet());
      else watch.packet();
    });
    sent.once('response', (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      watch.packet();
      response
        .on('data', (chunk: Buffer) => {
          watch.packet();
          chunks.push(chunk);
        })
        .once('error', reject)
        .once('end', () => {
          const headers = endToEnd(response.headers);
          resolve({ status: response.statusCode ?? 502, headers, body: Buffer.concat(chunks) });
        });
    });
    sent.once('error', (error: NodeJS.ErrnoException) => {
      const stale = sent.reusedSocket && error.code === 'ECONNRESET';
      reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    });
    sent.end();
  });
}

/** The Host header as functions left it; with the port where that is not the protocol's own (RFC 9110 section 7.2). */
function hostHeader({ headers }: EdgeRequest, { protocol, port }: CustomTarget): { host?: string } {
  const { host } = headers;
  if (!host) return {};
  const usual = port === (protocol === 'https' ? 443 : 80);
  return { host: usual || host.includes(':') ? host : `${host}:${port}` };
}

/** The time of an attempt: first to connect, then from packet to packet. */
class Watch {
  readonly #clock: Clock;
  readonly #target: CustomTarget;
  readonly #connected = new AbortController();
  #lastPacketAtMs = 0;

  constructor(clock: Clock, target: CustomTarget) {
    this.#clock = clock;
    this.#target = target;
  }

  /** Something arrived: the connection, or a packet of the response. */
  packet(): void {
    this.#lastPacketAtMs = this.#clock.monotonic();
    this.#connected.abort();
  }

  /** Resolves when the time is over; rejects when the signal aborts. */
  async expire(signal: AbortSignal): Promise<void> {
    const { connectionTimeoutS, readTimeoutS } = this.#target;
    const connecting = linkAbort(signal, this.#connected.signal);
    const connected = this.#clock.sleep(connectionTimeoutS * 1000, connecting.signal).then(
      () => false,
      () => true,
    );
    if (!(await connected.finally(() => connecting.release()))) return;
    for (;;) {
      const leftMs = this.#lastPacketAtMs + readTimeoutS * 1000 - this.#clock.monotonic();
      if (leftMs <= 0) return;
      await this.#clock.sleep(leftMs, signal);
    }
  }
}
