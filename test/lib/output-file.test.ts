import {
  chmod,
  chown,
  lchown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openOutput, withOutputs, writeOutput } from '../../src/lib/output-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
const root = process.getuid?.() === 0;

describe('a regular file', () => {
  test('is replaced, and nothing else is left behind', async () => {
    const path = join(folder, 'one.txt');
    await writeOutput(path, 'before');
    await writeOutput(path, 'after');
    expect(await readFile(path, 'utf8')).toBe('after');
    expect(await readdir(folder)).toEqual(['one.txt']);
  });

  test('has its old content until all of the new one is written', async () => {
    const path = join(folder, 'one.txt');
    await writeFile(path, 'before');
    const output = await openOutput(path);
    expect(await readFile(path, 'utf8')).toBe('before');
    await output.write('after');
    expect(await readFile(path, 'utf8')).toBe('after');
  });

  test('keeps its mode', async () => {
    const path = join(folder, 'one.txt');
    await writeFile(path, 'before');
    await chmod(path, 0o600);
    await writeOutput(path, 'after');
    expect(await modeOf(path)).toBe('600');
    await chmod(path, 0o777);
    await writeOutput(path, 'again');
    expect(await modeOf(path)).toBe('777');
  });

  (root ? test : test.skip)('keeps its owner when root writes', async () => {
    const path = join(folder, 'one.txt');
    await writeFile(path, 'before');
    await chown(path, 12345, 23456);
    await writeOutput(path, 'after');
    expect(await stat(path)).toMatchObject({ uid: 12345, gid: 23456 });
    expect(await readFile(path, 'utf8')).toBe('after');
  });

  test('that is discarded stays as it was; a new one is not made', async () => {
    const path = join(folder, 'one.txt');
    await writeFile(path, 'before');
    await withOutputs([path, join(folder, 'two.txt')], async () => {});
    expect(await readdir(folder)).toEqual(['one.txt']);
    expect(await readFile(path, 'utf8')).toBe('before');
  });

  test('that was written is not discarded afterwards', async () => {
    const path = join(folder, 'one.txt');
    const output = await openOutput(path);
    await output.write('after');
    await output.discard();
    expect(await readFile(path, 'utf8')).toBe('after');
  });
});

describe('a symbolic link', () => {
  test('stays, and what it leads to is replaced', async () => {
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real/one.txt'), 'before');
    await chmod(join(folder, 'real/one.txt'), 0o640);
    await symlink('real/one.txt', join(folder, 'link.txt'));
    await symlink('link.txt', join(folder, 'second.txt'));
    await writeOutput(join(folder, 'second.txt'), 'after');
    expect(await readFile(join(folder, 'real/one.txt'), 'utf8')).toBe('after');
    expect(await modeOf(join(folder, 'real/one.txt'))).toBe('640');
    expect(await readlink(join(folder, 'second.txt'))).toBe('link.txt');
    expect(await readlink(join(folder, 'link.txt'))).toBe('real/one.txt');
    expect(await readdir(join(folder, 'real'))).toEqual(['one.txt']);
  });

  test('to a file that is not there yet makes it', async () => {
    await mkdir(join(folder, 'real'));
    await symlink('real', join(folder, 'folder'));
    // Where a link leads is relative to the folder that the link is in, however that folder was reached.
    await symlink('../new.txt', join(folder, 'real/link.txt'));
    await writeOutput(join(folder, 'folder/link.txt'), 'new');
    expect(await readFile(join(folder, 'new.txt'), 'utf8')).toBe('new');
    expect(await readlink(join(folder, 'real/link.txt'))).toBe('../new.txt');
  });

  (root ? test : test.skip)('of another user is refused in a folder that everybody may write to', async () => {
    const shared = join(folder, 'shared');
    await mkdir(shared);
    await chmod(shared, 0o1777);
    await writeFile(join(folder, 'mine.txt'), 'before');
    for (const [name, target] of [
      ['link.txt', '../mine.txt'],
      ['new.txt', '../absent.txt'],
    ] as const) {
      await symlink(target, join(shared, name));
      await lchown(join(shared, name), 12345, 12345);
      await symlink(`shared/${name}`, join(folder, name));
      for (const path of [join(shared, name), join(folder, name)]) {
        await expect(openOutput(path)).rejects.toMatchObject({
          code: 'CANNOT_WRITE',
          exitCode: 2,
          message: expect.stringContaining('a symbolic link of another user'),
        });
      }
    }
    await chmod(shared, 0o755);
    await writeOutput(join(shared, 'link.txt'), 'after');
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('after');
  });

  test('to itself is refused', async () => {
    await symlink('loop', join(folder, 'loop'));
    await expect(openOutput(join(folder, 'loop'))).rejects.toMatchObject({ code: 'CANNOT_WRITE', exitCode: 2 });
  });
});

describe('what is no file', () => {
  test('a device is written to and stays a device', async () => {
    await symlink('/dev/null', join(folder, 'null'));
    await writeOutput(join(folder, 'null'), 'text');
    await writeOutput('/dev/null', 'text');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    expect(await readlink(join(folder, 'null'))).toBe('/dev/null');
  });
});

describe('is known to be impossible before there is anything to write', () => {
  test.each<[string, (path: string) => Promise<string>]>([
    ['a missing folder', async (path) => join(path, 'absent/one.txt')],
    ['a folder', async (path) => path],
    ['a folder that is not there', async (path) => join(path, 'absent/')],
    ['no name', async () => ''],
    ['a name that is too long', async (path) => join(path, 'x'.repeat(300))],
    [
      'a file for a folder',
      async (path) => {
        await writeFile(join(path, 'file'), '');
        return join(path, 'file/one.txt');
      },
    ],
  ])('%s', async (_what, make) => {
    const path = await make(folder);
    await expect(openOutput(path)).rejects.toMatchObject({
      code: 'CANNOT_WRITE',
      exitCode: 2,
      message: expect.stringContaining(path || 'without a name'),
    });
  });

  test('one of several: the others are not made either', async () => {
    const paths = [join(folder, 'one.txt'), join(folder, 'absent/two.txt')];
    await expect(withOutputs(paths, async () => {})).rejects.toMatchObject({ code: 'CANNOT_WRITE' });
    expect(await readdir(folder)).toEqual([]);
  });
});

test('what fails only at the end is no mistake of the user, and leaves nothing behind', async () => {
  const path = join(folder, 'gone/one.txt');
  await mkdir(join(folder, 'gone'));
  const output = await openOutput(path);
  await rm(join(folder, 'gone'), { recursive: true });
  await expect(output.write('text')).rejects.toMatchObject({ code: 'CANNOT_WRITE', exitCode: 1 });
  expect(await readdir(folder)).toEqual([]);
});
