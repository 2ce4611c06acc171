import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { listen } from '../../../src/lib/http/listen.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { PLAYERS, type PlayerName } from './players.js';

const pageFolder = join(packageRoot, 'test', 'e2e', 'page');

export interface PageServer {
  urlOf(player: PlayerName | 'Chrome'): string;
  close(): Promise<void>;
}

/** Serves a page a player on 127.0.0.1, as a site would that embeds it: another origin than the distributions. */
export async function startPageServer(): Promise<PageServer> {
  const files = new Map<string, string>([['/watch.js', await readFile(join(pageFolder, 'watch.js'), 'utf8')]]);
  for (const [name, { id, library }] of Object.entries(PLAYERS)) {
    files.set(`/${id}/`, await readFile(join(pageFolder, 'index.html'), 'utf8'));
    files.set(`/${id}/library.js`, await readFile(join(packageRoot, 'node_modules', name, library), 'utf8'));
    files.set(`/${id}/start.js`, await readFile(join(pageFolder, `play-${id}.js`), 'utf8'));
  }
  files.set('/native/', await readFile(join(pageFolder, 'index.html'), 'utf8'));
  files.set('/native/library.js', '');
  files.set('/native/start.js', await readFile(join(pageFolder, 'play-native.js'), 'utf8'));
  const server = createServer((request, response) => {
    const body = files.get(request.url ?? '');
    const type = request.url?.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
    response.end(body);
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (player) => `http://127.0.0.1:${port}/${player === 'Chrome' ? 'native' : PLAYERS[player].id}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
