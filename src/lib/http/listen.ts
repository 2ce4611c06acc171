import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { usageError } from '../errors.js';

/**
 * Starts a server on 127.0.0.1.
 *
 * @param port 0 for any free port
 * @param advice for when the port is in use
 * @returns the port it listens on
 * @throws CvsError `PORT_IN_USE`
 */
export async function listen(server: Server, port: number, advice = 'Choose another port, or none.'): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? usageError('PORT_IN_USE', `Port ${port} is in use.`, advice) : error);
    };
    server.once('error', refuse);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refuse);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}
