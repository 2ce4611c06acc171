import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CvsError, ExitCode, messageOf } from './errors.js';

/**
 * Writes a file in one step: a reader sees the old file or the new file, never a part of it.
 *
 * @throws CvsError CANNOT_WRITE (usage)
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new CvsError({
      code: 'CANNOT_WRITE',
      message: `${path} cannot be written: ${messageOf(error)}`,
      suggestions: ['Check that its folder exists and that you may write there.'],
      exitCode: ExitCode.usage,
      cause: error,
    });
  }
}
