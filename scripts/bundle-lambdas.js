// Bundles each Lambda function into one CommonJS file, for its zip or its template.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

export const LAMBDAS = ['copilot', 'playlist-alert-handler', 'stale-playlist-detector'];

/**
 * Writes `<name>.js` for every Lambda. The same sources give the same bytes.
 *
 * @param {string} [outDir]
 * @param {string} [checkout] where the sources are
 */
export async function bundleLambdas(outDir = `${root}dist/lambda`, checkout = root) {
  await bundle(
    LAMBDAS.map((name) => ({ in: `lambda/${name}/index.ts`, out: name })),
    outDir,
    checkout,
  );
}

/**
 * Bundles code like our Lambda functions.
 *
 * @param {{ in: string, out: string }[]} entryPoints paths from the package's root, and names without `.js`
 * @param {string} outDir
 * @param {string} [checkout]
 */
export async function bundle(entryPoints, outDir, checkout = root) {
  await build({
    absWorkingDir: checkout,
    entryPoints,
    outdir: outDir,
    bundle: true,
    platform: 'node',
    // The oldest Node.js that the sandbox runs functions on. Lambda's own is newer.
    target: 'node20',
    format: 'cjs',
    minify: true,
    charset: 'ascii',
    // The SDK has ES modules beside its CommonJS. Unused parts of these can be removed, which halves the bundles.
    mainFields: ['module', 'main'],
    tsconfigRaw: {},
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleLambdas();
