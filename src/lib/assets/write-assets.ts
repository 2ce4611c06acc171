import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CvsError, messageOf } from '../errors.js';
import { writeFileAtomic } from '../write-file-atomic.js';
import type { BuiltAssets } from './assets.js';

/**
 * Writes the templates to `global-s3-assets/` and the Lambda packages to `regional-s3-assets/`. The installation guide
 * copies these folders to the asset buckets. Each file is replaced in one step.
 *
 * @returns the files' paths
 * @throws CvsError CANNOT_WRITE naming the file or folder
 */
export async function writeAssets(built: BuiltAssets, outDir: string): Promise<string[]> {
  const files = [
    ...Object.values(built.templates).map(({ key, body }) => ({ folder: 'global-s3-assets', key, body })),
    ...built.packages.map(({ key, body }) => ({ folder: 'regional-s3-assets', key, body })),
  ];
  const written: string[] = [];
  for (const { folder, key, body } of files) {
    const path = join(outDir, folder, basename(key));
    try {
      await mkdir(join(outDir, folder), { recursive: true });
      await writeFileAtomic(path, body);
    } catch (error) {
      throw new CvsError({
        code: 'CANNOT_WRITE',
        message: error instanceof CvsError ? error.message : `${path} cannot be written: ${messageOf(error)}`,
        suggestions: ['Choose another folder with --out.'],
        cause: error,
      });
    }
    written.push(path);
  }
  return written;
}
