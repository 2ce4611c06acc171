import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleLambdas } from '../../scripts/bundle-lambdas.js';
import { type AssetSources, type BuiltAssets, TEMPLATE_NAMES } from '../../src/lib/assets/assets.js';
import { buildAssets } from '../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../src/lib/assets/read-asset-sources.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const SETTINGS = { bucketBaseName: 'elementalrodeo99', project: 'cvs', version: '1.0.0' };

/** The package's own templates and functions, bundled from the sources as they are now. */
export async function packageSources(): Promise<AssetSources> {
  const root = await mkdtemp(join(tmpdir(), 'cvs-package-'));
  try {
    await mkdir(join(root, 'dist'));
    await symlink(join(ROOT, 'templates'), join(root, 'templates'));
    await bundleLambdas(join(root, 'dist/lambda'));
    return await readAssetSources(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

export async function packageAssets(): Promise<BuiltAssets> {
  return buildAssets(SETTINGS, await packageSources());
}

/** The templates with something in the place of the functions' code: enough for what does not run it. */
export async function templatesWithoutCode(): Promise<BuiltAssets> {
  const read = (name: string) => readFile(join(ROOT, 'templates', `${name}.yaml`), 'utf8');
  const templates = Object.fromEntries(await Promise.all(TEMPLATE_NAMES.map(async (name) => [name, await read(name)])));
  const code = { copilot: 'a', 'playlist-alert-handler': 'b', 'stale-playlist-detector': 'c' };
  return buildAssets(SETTINGS, { templates: templates as AssetSources['templates'], code });
}
