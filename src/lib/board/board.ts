import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { listen } from '../http/listen.js';
import { createLocalServer } from '../http/local-server.js';
import { StateTable } from '../state/state-table.js';
import { watchStatus } from '../status/watch-status.js';
import { BoardFeed } from './board-feed.js';
import type { BoardOptions } from './board-options.js';
import { boardRoutes } from './board-routes.js';
import { type Change, Changes } from './changes.js';
import { Sessions } from './sessions.js';

export interface Board {
  readonly port: number;
  /** A link that opens the board in one browser, once. */
  link(): string;
  /** Interrupts a change that is under way, and ends every connection. */
  close(): Promise<void>;
  /** Rejects when the status cannot be watched any longer, for a reason that is a bug. */
  readonly watching: Promise<void>;
}

/**
 * Serves the board of a cluster on 127.0.0.1: the page, one stream of events, and, if allowed, changes. The page gets
 * what `status --watch` knows, and no credentials.
 *
 * @throws CvsError PORT_IN_USE
 */
export async function startBoard(options: BoardOptions): Promise<Board> {
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const context = { ...options, signal };
  const feed = new BoardFeed();
  const sessions = new Sessions(options.clock, options.secret);
  const changes = new Changes(context, options.words, (change: Change) => feed.send('change', change));
  const table = new StateTable(options.cluster, { ...options, identity: '' });
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const server = createLocalServer({ pages: 'own' }, (request, response) => answer(request, response));
  const port = await listen(server, options.port, 'Choose another with --port.');
  answer = boardRoutes({ ...options, ...context, port, feed, sessions, changes, table });
  const watching = watch();
  watching.catch(() => {});
  return {
    port,
    link: () => `http://127.0.0.1:${port}/#${sessions.mint()}`,
    watching,
    async close() {
      await changes.close();
      over.abort();
      feed.close();
      await endServer(server);
      await watching.catch(() => {});
    },
  };

  async function watch(): Promise<void> {
    for await (const status of watchStatus(context)) feed.show(status);
  }
}

function endServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
