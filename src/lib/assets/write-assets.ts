import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CvsError, messageOf } from '../errors.js';
import { withOutputs } from '../output-file.js';
import type { BuiltAssets } from './assets.js';

/**
 * Writes the templates to `global-s3-assets/` and the Lambda packages to `regional-s3-assets/`. The installation guide
 * copies these folders to the asset buckets. Each file is replaced in one step, and none if one of them cannot be opened.
 *
 * @returns the files' paths
 * @throws CvsError CANNOT_WRITE naming the file or folder
 */
export async function writeAssets(built: BuiltAssets, outDir: string): Promise<string[]> {
  const files = [
    ...Object.values(built.templates).map(({ key, body }) => ({ folder: 'global-s3-assets', key, body })),
    ...built.packages.map(({ key, body }) => ({ folder: 'regional-s3-assets', key, body })),
  ];
  const paths = files.map(({ folder, key }) => join(outDir, folder, basename(key)));
  try {
    for (const path of paths) await mkdir(dirname(path), { recursive: true });
    await withOutputs(paths, async (outputs) => {
      for (const [index, { body }] of files.entries()) await outputs[index]?.write(body);
    });
  } catch (error) {
    throw new CvsError({
      code: 'CANNOT_WRITE',
      message: error instanceof CvsError ? error.message : `${outDir} cannot be written: ${messageOf(error)}`,
      suggestions: ['Choose another folder with --out.'],
      cause: error,
    });
  }
  return paths;
}
