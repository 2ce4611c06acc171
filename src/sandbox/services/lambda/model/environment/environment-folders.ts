import { cp, lstat, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionFiles } from '../function-record.js';

const RUNTIME = fileURLToPath(new URL('../../runtime', import.meta.url));
/** More files than this in a /tmp are not counted: they are too many. */
const MOST_FILES = 10_000;

/** Where one execution environment lives. All are absolute paths without links. */
export interface EnvironmentFolder {
  root: string;
  /** The runtime's own code, the same for all. */
  runtime: string;
  /** The function's package, unzipped. */
  task: string;
  /** What the function may write to. */
  tmp: string;
}

/** Makes the folder of all environments of a sandbox, which nobody else of the machine may read. */
export async function makeBaseFolder(): Promise<string> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'cvs-functions-')));
  // The process of a function may read this copy: not the folder in which the package is installed.
  await cp(RUNTIME, join(base, 'runtime'), { recursive: true });
  return base;
}

/** Unzips a package, read-only, into a folder of its own. */
export async function makeEnvironmentFolder(base: string, files: FunctionFiles): Promise<EnvironmentFolder> {
  const root = await mkdtemp(join(base, 'environment-'));
  const folder = { root, runtime: join(base, 'runtime'), task: join(root, 'task'), tmp: join(root, 'tmp') };
  await Promise.all([mkdir(folder.task), mkdir(folder.tmp)]);
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder.task, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes, { mode: 0o444 });
  }
  return folder;
}

export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Bytes of all files below a folder; infinite where there are very many, or where a folder cannot be read. */
export async function sizeOf(folder: string): Promise<number> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    if (entries.length > MOST_FILES) return Number.POSITIVE_INFINITY;
    const files = entries.map((entry) => lstat(join(entry.parentPath, entry.name)));
    return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
  } catch (error) {
    // Something was deleted meanwhile, or the folder itself: the next look sees all of it.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 0 : Number.POSITIVE_INFINITY;
  }
}
