import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from '../../../../src/lib/http/listen.js';

/** A proxy for programs that do not know that every `*.localhost` is this machine, as browsers do. */
export interface NamesProxy {
  url: string;
  /** 4xx answers so far. */
  clientErrors(): number;
  close(): Promise<void>;
}

export async function startNamesProxy(): Promise<NamesProxy> {
  let clientErrors = 0;
  const server = createServer((incoming, response) => {
    const { port, pathname, search } = new URL(incoming.url ?? '');
    const onward = request(
      { host: '127.0.0.1', port, path: pathname + search, method: incoming.method, headers: incoming.headers },
      (answer) => {
        const { statusCode = 502 } = answer;
        if (statusCode >= 400 && statusCode < 500) clientErrors += 1;
        response.writeHead(statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await listen(server, 0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientErrors: () => clientErrors,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
