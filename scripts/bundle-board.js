// Bundles the board's page into dist/board: the page, its style, and the player in a file of its own.
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

export async function bundleBoard() {
  await build({
    entryPoints: { board: 'src/board/main.tsx', player: 'src/board/player.ts' },
    outdir: 'dist/board',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfig: 'src/board/tsconfig.json',
    plugins: [{ name: 'player', setup: ({ onResolve }) => onResolve({ filter: /^\.\/player\.js$/ }, external) }],
  });
  for (const name of ['index.html', 'board.css', 'icon.svg'])
    copyFileSync(join('src/board', name), join('dist/board', name));
  const hls = dirname(createRequire(import.meta.url).resolve('hls.js'));
  copyFileSync(join(hls, 'hls.worker.js'), 'dist/board/player-worker.js');
}

/** The page fetches the player when it needs it. */
const external = ({ kind }) => (kind === 'dynamic-import' ? { path: './player.js', external: true } : undefined);
