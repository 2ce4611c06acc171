import type { AddressInfo } from 'node:net';
import { usageError } from '../../errors.js';
import { reachOf } from '../../http/address-reach.js';
import { createLocalServer, type LocalServerOptions } from '../../http/local-server.js';

/** Where metrics are scraped: `127.0.0.1:9090/metrics`; `:9090/metrics` is every address of the machine. */
export interface MetricsAddress {
  host: string;
  port: number;
  path: string;
}

/** @throws CvsError METRICS_ADDRESS */
export function parseMetricsAddress(text: string): MetricsAddress {
  const [, host = '', port = '', path = '/metrics'] = /^(\[[0-9a-f:]+\]|[^:/\s]*):(\d{1,5})(\/\S*)?$/i.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) {
    throw usageError(
      'METRICS_ADDRESS',
      `${text} is not HOST:PORT/PATH.`,
      'Give an address such as 127.0.0.1:9090/metrics.',
    );
  }
  return { host: host.replace(/^\[|\]$/g, '') || '0.0.0.0', port: Number(port), path };
}

/** Whether only programs of this machine reach an address that a server listens on. `0.0.0.0` and `::` are all addresses. */
function isOfMachine(address: string): boolean {
  return reachOf(address) === 'machine' && address !== '0.0.0.0' && address !== '::';
}

/**
 * Serves what `text` returns; anything else is 404. Web pages are refused. On an address of the network, the server
 * takes any `Host`, because scrapers use names that only the network knows.
 *
 * @returns the port it listens on, and how to stop
 * @throws CvsError PORT_IN_USE
 */
export async function startMetricsServer(
  { host, port, path }: MetricsAddress,
  text: () => string,
): Promise<{ port: number; close(): Promise<void> }> {
  // Known when it listens: an address may be written in many ways, and a name may lead to it.
  const options: LocalServerOptions = { pages: 'typed', anyHost: false };
  const server = createLocalServer(options, (request, response) => {
    if (request.url?.split('?')[0] !== path) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EADDRNOTAVAIL';
      reject(taken ? usageError('PORT_IN_USE', `Cannot listen on ${host}:${port}: ${error.code}.`) : error);
    });
    server.listen(port, host, resolve);
  });
  const listening = server.address() as AddressInfo;
  options.anyHost = !isOfMachine(listening.address);
  return {
    port: listening.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
