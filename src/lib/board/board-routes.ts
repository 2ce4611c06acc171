import type { IncomingMessage, ServerResponse } from 'node:http';
import findMyWay from 'find-my-way';
import { z } from 'zod';
import { CvsError, messageOf } from '../errors.js';
import { jsonText } from '../outside-text.js';
import { readHistory } from '../state/read-history.js';
import type { StateTable } from '../state/state-table.js';
import type { BoardFeed } from './board-feed.js';
import type { BoardOptions } from './board-options.js';
import type { Changes } from './changes.js';
import { cookieOf, sessionCookie } from './cookie.js';
import { faultSchema } from './faults.js';
import { orderSchema } from './orders.js';
import { previewOrder } from './preview-order.js';
import { RequestError, readJson } from './read-json.js';
import { securityHeaders } from './security-headers.js';
import type { Sessions } from './sessions.js';

export interface RouteContext extends BoardOptions {
  feed: BoardFeed;
  sessions: Sessions;
  changes: Changes;
  table: StateTable;
}

/** How many entries of the history a page may ask for. */
const HISTORY_LIMIT = 1000;

/** How long the page waits for the first status, in ms. */
const FIRST_STATUS_MS = 4000;

const tokenSchema = z.strictObject({ token: z.string().max(200) });
const keySchema = z.string().regex(/^[\w-]{8,64}$/);

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  params: Record<string, string | undefined>,
) => unknown;

/** What answers the board's requests, after the server has refused those of other sites. */
export function boardRoutes(context: RouteContext): (request: IncomingMessage, response: ServerResponse) => void {
  const {
    cluster,
    feed,
    sessions,
    changes,
    table,
    files,
    port,
    allowChanges,
    identity,
    version,
    signal,
    clock,
    faults,
  } = context;
  const cookieName = `cvs-board-${port}`;
  const router = findMyWay({
    defaultRoute: (_request, response) =>
      send(response, 404, { error: { code: 'NOT_FOUND', message: 'The board has no such page.' } }),
  });

  /** Answers with what the handler returns; undefined where it has answered by itself. */
  const on = (method: 'GET' | 'POST', path: string, needs: 'nothing' | 'session' | 'changes', handle: Handler) =>
    router.on(method, path, async (request, response, params) => {
      try {
        if (needs !== 'nothing' && !sessions.isOpen(cookieOf(request.headers, cookieName))) {
          throw new RequestError(401, 'NO_SESSION', 'Open the board by the link that cvs board prints.');
        }
        if (needs === 'changes' && !allowChanges) {
          throw new RequestError(403, 'READ_ONLY', 'This board only shows. To change: cvs board --allow-changes');
        }
        const result = await handle(request, response, params);
        if (result) send(response, 200, result);
      } catch (error) {
        sendError(response, error);
      }
    });

  for (const [path, { type, body }] of files) {
    on('GET', path, 'nothing', async (_request, response) => {
      // The page may load what its own policy names: where viewers load the master playlist is in the first status.
      if (path === '/') await Promise.race([feed.begun, clock.sleep(FIRST_STATUS_MS, signal)]);
      setHeaders(response);
      response.writeHead(200, { 'content-type': type, 'content-length': body.length });
      response.end(body);
    });
  }
  on('POST', '/api/session', 'nothing', async (request, response) => {
    const { token } = await readJson(request, tokenSchema);
    const key = sessions.exchange(token);
    if (key === undefined) {
      throw new RequestError(
        401,
        'LINK_USED',
        'This link was used before, or is too old. Press Enter where cvs board runs for another one.',
      );
    }
    response.setHeader('set-cookie', sessionCookie(cookieName, key));
    return { opened: true };
  });
  on('GET', '/api/board', 'session', () => ({
    cluster: cluster.name,
    production: cluster.board?.production ?? false,
    regions: cluster.regions.map(({ region, distributionDomain, distributionPlaylistUrl }) => ({
      region,
      distributionDomain,
      distributionPlaylistUrl,
    })),
    automatic: cluster.failover.automatic,
    allowChanges,
    identity,
    version,
    sandbox: faults !== undefined,
  }));
  on('GET', '/api/events', 'session', (_request, response) => feed.attach(response));
  on('GET', '/api/history', 'session', () => readHistory(table, { limit: HISTORY_LIMIT, signal }));
  on('GET', '/api/changes', 'session', () => ({ changes: changes.all }));
  on('POST', '/api/preview', 'changes', async (request) =>
    previewOrder(await readJson(request, orderSchema), context, feed.status),
  );
  on('POST', '/api/changes', 'changes', async (request) => {
    const key = keySchema.safeParse(request.headers['idempotency-key']);
    if (!key.success)
      throw new RequestError(400, 'NO_KEY', 'The header Idempotency-Key must have 8 to 64 letters, digits or hyphens.');
    return changes.begin(key.data, await readJson(request, orderSchema));
  });
  if (faults) {
    on('POST', '/api/faults', 'changes', async (request) => {
      await faults.add(await readJson(request, faultSchema));
      return { broken: true };
    });
    on('POST', '/api/faults/clear', 'changes', async () => {
      await faults.clear();
      return { broken: false };
    });
  }
  on('POST', '/api/changes/:id/stop', 'changes', (_request, _response, { id = '' }) => {
    changes.stop(id);
    return { stopping: true };
  });

  return (request, response) => {
    setHeaders(response);
    router.lookup(request, response);
  };

  function setHeaders(response: ServerResponse): void {
    const more = feed.status?.masterPlaylistUrl.known ? [new URL(feed.status.masterPlaylistUrl.value).origin] : [];
    for (const [name, value] of Object.entries(securityHeaders(cluster, more))) response.setHeader(name, value);
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(jsonText(body));
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const status = error instanceof RequestError ? error.status : error instanceof CvsError ? 409 : 500;
  const code = error instanceof CvsError || error instanceof RequestError ? error.code : 'INTERNAL';
  const suggestions = error instanceof CvsError ? error.suggestions : [];
  send(response, status, { error: { code, message: messageOf(error), suggestions } });
}
