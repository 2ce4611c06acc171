import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface ProxyServer {
  /** For HTTPS_PROXY and HTTP_PROXY. */
  url: string;
  /** `CONNECT host:port` and `GET http://…`, in order. */
  asked: string[];
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Port of 127.0.0.1 at which every server is found. */
  port: number;
  /** What it answers instead of letting a request through. */
  refuse?: (request: IncomingMessage) => number | undefined;
}

/** A proxy as in company networks: it tunnels, and fetches http URLs itself. It is the only one who knows the names. */
export async function startProxy({ port, refuse }: ProxyOptions): Promise<ProxyServer> {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const status = refuse?.(incoming);
    if (status !== undefined) {
      response.writeHead(status).end('refused');
      return;
    }
    const { pathname, search } = new URL(incoming.url ?? '');
    const { method, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, path: pathname + search, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket, head) => {
    asked.push(`CONNECT ${incoming.url}`);
    const status = refuse?.(incoming);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 7\r\n\r\nrefused`);
      return;
    }
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
