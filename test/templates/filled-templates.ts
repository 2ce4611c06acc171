import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleLambdas } from '../../scripts/bundle-lambdas.js';
import type { AssetSources, BuiltAssets } from '../../src/lib/assets/assets.js';
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
