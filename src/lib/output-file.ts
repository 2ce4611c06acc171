import { randomBytes } from 'node:crypto';
import { constants, open as openFile, type Stats } from 'node:fs';
import { access, type FileHandle, lstat, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { CvsError, ExitCode, messageOf } from './errors.js';

/** A file that was opened before there is anything to write, so that what forbids it is known before work is done. */
export interface OutputFile {
  /**
   * Writes all of it, once. A reader of a regular file sees the old content or the new, never a part of it.
   *
   * @throws CvsError CANNOT_WRITE (failed)
   */
  write(content: string | Uint8Array): Promise<void>;
  /** Leaves what was there. Does nothing after `write`. */
  discard(): Promise<void>;
}

/**
 * Opens a file for its later content. A regular file is replaced in one step and keeps its mode, and its owner where the
 * system allows it; a symbolic link stays, and what it leads to is replaced. A pipe, a terminal or another device is written
 * to.
 *
 * @throws CvsError CANNOT_WRITE (usage)
 */
export async function openOutput(path: string): Promise<OutputFile> {
  const output = await openAny(path).catch((error: unknown) => {
    throw cannotWrite(path, error, ExitCode.usage);
  });
  let ended = false;
  return {
    async write(content) {
      ended = true;
      await output.write(content).catch((error: unknown) => {
        throw cannotWrite(path, error, ExitCode.failed);
      });
    },
    async discard() {
      if (!ended) await output.discard();
      ended = true;
    },
  };
}

/**
 * Opens several files, or none of them, for the work that makes their contents. Those that it does not write stay as they
 * were.
 *
 * @throws as {@link openOutput} before the work begins, and as `work`
 */
export async function withOutputs<T>(
  paths: readonly string[],
  work: (outputs: readonly OutputFile[]) => Promise<T>,
): Promise<T> {
  const outputs: OutputFile[] = [];
  try {
    for (const path of paths) outputs.push(await openOutput(path));
    return await work(outputs);
  } finally {
    await Promise.all(outputs.map((output) => output.discard()));
  }
}

/** Writes a file as {@link openOutput} does. @throws CvsError CANNOT_WRITE */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  await (await openOutput(path)).write(content);
}

async function openAny(path: string): Promise<OutputFile> {
  // Our own streams: a file opened by these names has a position of its own, and a socket cannot be opened by them.
  if (path === '/dev/stdout') return throughStream(process.stdout);
  if (path === '/dev/stderr') return throughStream(process.stderr);
  const there = await statIfThere(path);
  await checkLinks(path);
  if (!there) return replacing(await targetOf(path));
  if (there.isFile()) {
    await access(path, constants.W_OK);
    return replacing(await realpath(path), there);
  }
  if (there.isFIFO()) return throughPipe(path);
  // Fails for a folder.
  return through(await open(path, constants.O_WRONLY));
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * In a folder where everybody may make files, such as /tmp, the link of somebody else is not followed: it would use the
 * user's rights on a file that its owner chose. Linux refuses the same ("fs.protected_symlinks"), but not to who replaces
 * what a link leads to.
 *
 * @throws when it is such a link
 */
async function checkLinks(path: string): Promise<void> {
  const link = await lstat(path).catch(() => undefined);
  if (!link?.isSymbolicLink()) return;
  const parent = await realpath(dirname(path));
  const folder = await stat(parent);
  const isShared = (folder.mode & 0o1002) === 0o1002;
  if (isShared && link.uid !== process.geteuid?.() && link.uid !== folder.uid) {
    throw new Error('it is a symbolic link of another user, in a folder that everybody may write to');
  }
  await checkLinks(resolve(parent, await readlink(path)));
}

/** Where a file that is not there is to be: at the end of the symbolic links that lead to it. */
async function targetOf(path: string): Promise<string> {
  const folder = await realpath(dirname(path));
  const name = basename(path);
  if (name === '' || /[/\\]$/.test(path)) throw new Error('it is not the name of a file');
  const link = await lstat(join(folder, name)).catch(() => undefined);
  return link?.isSymbolicLink() ? targetOf(join(folder, await readlink(join(folder, name)))) : join(folder, name);
}

/** @param before what is replaced */
async function replacing(target: string, before?: Stats): Promise<OutputFile> {
  const temporary = join(dirname(target), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    // Tried, and not kept: a process that is killed before it writes leaves nothing behind.
    await (await open(temporary, 'wx')).close();
    await rm(temporary);
  } catch (error) {
    // In a folder where nothing can be made, such as one that is mounted read-only, the file itself may be writable.
    if (before && isCode(error, 'EACCES', 'EPERM', 'EROFS')) return inPlace(target);
    throw error;
  }
  return {
    async write(content) {
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(content);
        if (before) await keepOwnerAndMode(file, before);
        await rename(temporary, target);
      } catch (error) {
        await rm(temporary, { force: true });
        // A file that is a mount point of its own, as in containers, cannot be replaced.
        if (!before || !isCode(error, 'EBUSY')) throw error;
        await (await inPlace(target)).write(content);
      } finally {
        await file.close();
      }
    },
    discard: async () => {},
  };
}

async function keepOwnerAndMode(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const made = await file.stat();
  // Only root may give a file away. The mode comes last: a change of owner takes bits of it away.
  if (made.gid !== gid) await file.chown(made.uid, gid).catch(() => {});
  if (made.uid !== uid) await file.chown(uid, gid).catch(() => {});
  await file.chmod(mode & 0o777);
}

async function inPlace(target: string): Promise<OutputFile> {
  const file = await open(target, 'r+');
  return through(file, () => file.truncate());
}

function through(file: FileHandle, before = async () => {}): OutputFile {
  return {
    async write(content) {
      try {
        await before();
        await file.writeFile(content);
      } finally {
        await file.close();
      }
    },
    discard: () => file.close(),
  };
}

/**
 * A named pipe is opened without waiting for its reader: a thread that waits for one could not be interrupted.
 *
 * @throws when no program reads from it
 */
async function throughPipe(path: string): Promise<OutputFile> {
  const fd = await promisify(openFile)(path, constants.O_WRONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw isCode(error, 'ENXIO') ? new Error('no program reads from this pipe') : error;
  });
  const socket = new Socket({ fd, readable: false, writable: true });
  return {
    async write(content) {
      socket.end(content);
      await finished(socket, { readable: false });
    },
    async discard() {
      socket.destroy();
    },
  };
}

function throughStream(stream: Writable): OutputFile {
  return {
    write: (content) =>
      new Promise((resolve, reject) => stream.write(content, (error) => (error ? reject(error) : resolve()))),
    discard: async () => {},
  };
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

function cannotWrite(path: string, error: unknown, exitCode: typeof ExitCode.usage | typeof ExitCode.failed): CvsError {
  // Node.js also names the call and the file, which can be the temporary one.
  const why = messageOf(error).replace(/, \w+( '.*)?$/s, '');
  return new CvsError({
    code: 'CANNOT_WRITE',
    message: `${path || 'A file without a name'} cannot be written: ${why}`,
    suggestions: ['Check that its folder exists and that you may write there.'],
    exitCode,
    cause: error,
  });
}
