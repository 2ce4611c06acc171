import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the board serves as it is, by path. */
export type PageFiles = ReadonlyMap<string, { type: string; body: Buffer }>;

const TYPES: Readonly<Record<string, string>> = {
  '/': 'text/html; charset=utf-8',
  '/board.js': 'text/javascript; charset=utf-8',
  '/icon.svg': 'image/svg+xml',
  '/board.css': 'text/css; charset=utf-8',
  '/player.js': 'text/javascript; charset=utf-8',
  '/player-worker.js': 'text/javascript; charset=utf-8',
};

/** Reads the built page. @param packageRoot folder of the package */
export async function readPageFiles(packageRoot: string): Promise<PageFiles> {
  const read = async ([path, type]: [string, string]) => {
    const name = path === '/' ? 'index.html' : path.slice(1);
    return [path, { type, body: await readFile(join(packageRoot, 'dist', 'board', name)) }] as const;
  };
  return new Map(await Promise.all(Object.entries(TYPES).map(read)));
}
