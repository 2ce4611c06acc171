import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileAtomic } from '../../src/lib/write-file-atomic.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('replaces a file, and leaves nothing else behind', async () => {
  const path = join(folder, 'one.txt');
  await writeFileAtomic(path, 'before');
  await writeFileAtomic(path, 'after');
  expect(await readFile(path, 'utf8')).toBe('after');
  expect(await readdir(folder)).toEqual(['one.txt']);
});

test('a missing folder is a usage error that names the file', async () => {
  const path = join(folder, 'absent', 'one.txt');
  await expect(writeFileAtomic(path, 'x')).rejects.toMatchObject({
    code: 'CANNOT_WRITE',
    exitCode: 2,
    message: expect.stringContaining(path),
  });
});
