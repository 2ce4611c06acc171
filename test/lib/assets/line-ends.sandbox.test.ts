import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bundleLambdas } from '../../../scripts/bundle-lambdas.js';
import type { BuiltAssets } from '../../../src/lib/assets/assets.js';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../../src/lib/assets/read-asset-sources.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { packageAssets, SETTINGS } from '../../templates/filled-templates.js';

/** Ends every line of the text files of a folder as Git for Windows does by default ("core.autocrlf"). */
async function endLinesAsWindows(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  await Promise.all(
    names
      .filter((name) => /\.(ts|yaml|json)$/.test(name))
      .map(async (name) => {
        const path = join(folder, name);
        await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'));
      }),
  );
}

const hashesOf = ({ templates, packages }: BuiltAssets) => [
  ...Object.values(templates).map(({ key, sha256 }) => ({ key, sha256 })),
  ...packages.map(({ key, sha256 }) => ({ key, sha256 })),
];

test('a checkout whose lines end as on Windows builds the same packages and templates', async () => {
  const checkout = await mkdtemp(join(tmpdir(), 'cvs-windows-'));
  try {
    await Promise.all(
      ['lambda', 'src/lib', 'templates', 'package.json'].map((name) =>
        cp(join(packageRoot, name), join(checkout, name), { recursive: true }),
      ),
    );
    await endLinesAsWindows(checkout);
    await symlink(join(packageRoot, 'node_modules'), join(checkout, 'node_modules'));
    await bundleLambdas(join(checkout, 'dist/lambda'), checkout);
    const built = buildAssets(SETTINGS, await readAssetSources(checkout));
    expect(hashesOf(built)).toEqual(hashesOf(await packageAssets()));
  } finally {
    await rm(checkout, { recursive: true, force: true });
  }
});

test('git gives every checkout the same line ends, and leaves media and recorded playlists as they are', async () => {
  const attributes = await readFile(join(packageRoot, '.gitattributes'), 'utf8');
  expect(attributes).toMatch(/^\* text=auto eol=lf$/m);
  expect(attributes).toMatch(/^\*\.mp4 binary$/m);
  expect(attributes).toMatch(/^test\/fixtures\/playlists\/\*\* -text$/m);
});
