import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findClusterFile } from '../../../src/lib/cluster/find.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cvs-find-'));
  await mkdir(join(root, 'event/graphics/logos'), { recursive: true });
  await writeFile(join(root, 'event/cvs.yaml'), '');
});
afterAll(() => rm(root, { recursive: true }));

test.each([
  ['in the folder itself', 'event', 'cvs.yaml', 'cvs.yaml'],
  ['two folders up', 'event/graphics/logos', 'cvs.yaml', '../../cvs.yaml'],
  ['nowhere: as given', '', 'cvs.yaml', 'cvs.yaml'],
  ['another name is never looked for', 'event/graphics', 'prod.yaml', 'prod.yaml'],
])('%s', async (_what, folder, path, found) => {
  expect(await findClusterFile(path, join(root, folder))).toBe(found);
});
