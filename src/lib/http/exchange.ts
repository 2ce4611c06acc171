import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { type HeldRoom, SMALL_BYTES } from './body-room.js';
import { FetchError } from './http-client.js';

/** One request and its answer, as it came over the wire. */
export interface Exchange {
  status: number;
  headers: IncomingHttpHeaders;
  /** Still encoded. */
  body: Buffer;
}

export interface ExchangeOptions extends Pick<Dispatcher.DispatchOptions, 'origin' | 'path' | 'method' | 'headers'> {
  /** Longest body that is accepted, in bytes, as it is encoded. */
  maxBytes: number;
  signal: AbortSignal;
  /** Where the body, and what it is decoded to, finds room. */
  held: HeldRoom;
}

/** How often a request is sent that was lost on a connection which had just been closed. */
const ATTEMPTS = 3;
/** Errors of a connection that was closed. */
const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * Sends a request without a body and collects the answer. A server may close a kept connection while a request is on its
 * way: one that brought no answer at all is sent again, as its methods are idempotent (RFC 9110 section 9.2.2).
 *
 * @throws FetchError `too-large`, or the error of undici, of the socket or of the signal
 */
export async function exchange(agent: Dispatcher, options: ExchangeOptions): Promise<Exchange> {
  for (let attempt = 1; ; attempt += 1) {
    const sent = { answered: false };
    try {
      return await send(agent, options, sent);
    } catch (error) {
      const { code } = error as { code?: unknown };
      const wasClosed = typeof code === 'string' && CLOSED.has(code);
      if (sent.answered || !wasClosed || attempt === ATTEMPTS || options.signal.aborted) throw error;
    }
  }
}

function send(agent: Dispatcher, options: ExchangeOptions, sent: { answered: boolean }): Promise<Exchange> {
  const { signal, maxBytes, origin, path, method, headers, held } = options;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const answer: Exchange = { status: 0, headers: {}, body: EMPTY };
    let size = 0;
    let controller: Dispatcher.DispatchController | undefined;
    const stop = () => {
      controller?.abort(signal.reason);
      reject(signal.reason);
    };
    const done = (finish: () => void) => {
      signal.removeEventListener('abort', stop);
      finish();
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', stop);
    agent.dispatch(
      // Without `reset`, undici closes a connection after HEAD. A body that a server sends by mistake spoils the next answer
      // on it, which is then asked for again.
      { origin, path, method, headers, headersTimeout: 0, bodyTimeout: 0, reset: false },
      {
        onRequestStart(started) {
          controller = started;
          if (signal.aborted) started.abort(signal.reason);
        },
        onResponseStart(_, status, received) {
          // 1xx goes before the answer.
          if (status < 200) return;
          sent.answered = true;
          answer.status = status;
          answer.headers = received;
        },
        onResponseData(own, chunk) {
          size += chunk.length;
          if (size <= maxBytes) {
            chunks.push(chunk);
            const needsRoom = size > SMALL_BYTES && !held.isTaken;
            if (needsRoom && !held.take(roomOf(answer, maxBytes), () => own.resume())) own.pause();
          } else
            own.abort(
              new FetchError(
                'too-large',
                `${origin}${path}`,
                `${origin}${path}: the body is larger than ${maxBytes} bytes`,
              ),
            );
        },
        onResponseEnd() {
          const [first = EMPTY] = chunks;
          answer.body = chunks.length > 1 ? Buffer.concat(chunks, size) : first;
          done(() => resolve(answer));
        },
        onResponseError(_, error) {
          done(() => reject(error));
        },
      },
    );
  });
}

/** How much a body may have, and what it is decoded to. */
function roomOf({ headers }: Exchange, maxBytes: number): number {
  if (headers['content-encoding'] !== undefined) return 2 * maxBytes;
  const announced = Number(headers['content-length'] ?? maxBytes);
  return Number.isFinite(announced) ? Math.min(maxBytes, announced) : maxBytes;
}

const EMPTY = Buffer.alloc(0);
