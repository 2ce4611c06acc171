import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request to the sandbox and its answer, as they were on the wire. */
export interface RecordedExchange {
  /** As it was signed for. */
  service: string;
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  /** Base64. */
  requestBody: string;
  status: number;
  answerHeaders: Record<string, string>;
  /** Base64. */
  answerBody: string;
}

const START = 'http.server.request.start';

/**
 * Records what a server of this process receives and answers from now on, without being seen by either side: calls of
 * commands, of tests and of the sandbox's functions alike.
 *
 * @returns the signed exchanges that ended, and what ends the recording
 */
export function recordExchanges(endpoint: string): { exchanges: RecordedExchange[]; stop: () => void } {
  const port = Number(new URL(endpoint).port);
  const exchanges: RecordedExchange[] = [];
  const onStart = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.socket.localPort === port) record(request, response, exchanges);
  };
  subscribe(START, onStart);
  return { exchanges, stop: () => void unsubscribe(START, onStart) };
}

function record(request: IncomingMessage, response: ServerResponse, exchanges: RecordedExchange[]): void {
  const received: Buffer[] = [];
  const sent: Buffer[] = [];
  const { push } = request;
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (chunk) received.push(Buffer.from(chunk));
    return push.call(request, chunk, encoding);
  };
  const { end } = response;
  response.end = ((chunk?: string | Buffer, ...rest: never[]) => {
    if (chunk) sent.push(Buffer.from(chunk));
    return (end as (...all: unknown[]) => ServerResponse).call(response, chunk, ...rest);
  }) as typeof response.end;
  response.once('finish', () => {
    const { method = '', url = '', headers } = request;
    const [path = '', query = ''] = url.split(/\?(.*)/s);
    const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
    if (!service) return;
    exchanges.push({
      service,
      method,
      path,
      query,
      headers: texts(headers),
      requestBody: Buffer.concat(received).toString('base64'),
      status: response.statusCode,
      answerHeaders: texts(response.getHeaders()),
      answerBody: Buffer.concat(sent).toString('base64'),
    });
  });
}

function texts(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
