import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CvsError } from '../errors.js';
import { type AssetSources, PACKAGE_NAMES, TEMPLATE_NAMES } from './assets.js';

/**
 * Reads templates and bundled functions from this package's folder, with the same line ends whatever the checkout has
 * ("core.autocrlf", git-config documentation): hashes and templates of one version are the same on every machine.
 *
 * @throws CvsError ASSET_SOURCES_MISSING when the package was not built
 */
export async function readAssetSources(packageRoot: string): Promise<AssetSources> {
  const readAll = async <Name extends string>(names: readonly Name[], path: (name: Name) => string) =>
    Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await read(join(packageRoot, path(name)))])),
    ) as Record<Name, string>;
  const [templates, code] = await Promise.all([
    readAll(TEMPLATE_NAMES, (name) => `templates/${name}.yaml`),
    readAll(['copilot', ...PACKAGE_NAMES], (name) => `dist/lambda/${name}.js`),
  ]);
  return { templates, code };
}

async function read(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
  } catch (error) {
    throw new CvsError({
      code: 'ASSET_SOURCES_MISSING',
      message: `${path} cannot be read: the installation is incomplete.`,
      suggestions: ['In a checkout, run `npm run build`. Otherwise install the package again.'],
      cause: error,
    });
  }
}
