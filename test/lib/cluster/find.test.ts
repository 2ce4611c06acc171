import { chown, lchown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findClusterFile, requireOwner, trustedOwners } from '../../../src/lib/cluster/find.js';

const OTHER = 12345;

let root: string;
let mine: ReadonlySet<number>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cvs-find-'));
  mine = trustedOwners(process) ?? new Set();
  await mkdir(join(root, 'event/graphics/logos'), { recursive: true });
  await writeFile(join(root, 'event/cvs.yaml'), '');
});
afterAll(() => rm(root, { recursive: true }));

test.each([
  ['in the folder itself', 'event', 'cvs.yaml'],
  ['two folders up', 'event/graphics/logos', '../../cvs.yaml'],
  ['nowhere', '', 'cvs.yaml'],
])('%s', async (_what, folder, found) => {
  expect(await findClusterFile(join(root, folder), mine)).toBe(found);
});

describe('whose cluster files are used', () => {
  const runner = (user: number, sudo?: string) => ({ geteuid: () => user, env: { SUDO_UID: sudo } });

  test.each<[string, ReturnType<typeof runner>, number[]]>([
    ['the user and root', runner(1000), [0, 1000]],
    ['with sudo, also the caller', runner(0, '1000'), [0, 1000]],
    ['a caller is believed only with sudo', runner(1000, '1001'), [0, 1000]],
    ['root alone', runner(0), [0]],
    ['a caller that is no id', runner(0, '0x3e8'), [0]],
  ])('%s', (_what, process, owners) => {
    expect([...(trustedOwners(process) ?? [])].sort((a, b) => a - b)).toEqual(owners);
  });

  test('there is no check where files have no owner', async () => {
    expect(trustedOwners({ env: {} })).toBeUndefined();
    expect(await findClusterFile(join(root, 'event'), undefined)).toBe('cvs.yaml');
  });
});

test('the file of another user is refused, with its owner and how to use it anyway', async () => {
  const trusted = new Set([OTHER]);
  await expect(findClusterFile(join(root, 'event/graphics'), trusted)).rejects.toMatchObject({
    code: 'CLUSTER_FILE_OWNER',
    exitCode: 2,
    message: expect.stringContaining(`../cvs.yaml belongs to the user with the id ${process.geteuid?.()}`),
    suggestions: [expect.stringContaining('--cluster-file ../cvs.yaml')],
  });
});

test('a file that is not there has no owner', async () => {
  await requireOwner(join(root, 'cvs.yaml'), 'cvs.yaml', new Set([OTHER]));
});

// Only root may give files away.
(process.getuid?.() === 0 ? describe : describe.skip)('of another user', () => {
  test.each<[string, string, (folder: string) => Promise<void>]>([
    ['the file', 'cvs.yaml', async (folder) => chown(join(folder, 'cvs.yaml'), OTHER, OTHER)],
    ['the folder', 'The folder of cvs.yaml', async (folder) => chown(folder, OTHER, OTHER)],
    [
      'the link to a file of ours',
      'cvs.yaml',
      async (folder) => {
        await rm(join(folder, 'cvs.yaml'));
        await symlink(join(root, 'event/cvs.yaml'), join(folder, 'cvs.yaml'));
        await lchown(join(folder, 'cvs.yaml'), OTHER, OTHER);
      },
    ],
    [
      'what a link of ours leads to',
      'What cvs.yaml leads to',
      async (folder) => {
        await rm(join(folder, 'cvs.yaml'));
        await writeFile(join(folder, 'theirs'), '');
        await chown(join(folder, 'theirs'), OTHER, OTHER);
        await symlink('theirs', join(folder, 'cvs.yaml'));
      },
    ],
  ])('%s', async (_what, named, give) => {
    const folder = await mkdtemp(join(root, 'other-'));
    await writeFile(join(folder, 'cvs.yaml'), '');
    await give(folder);
    await expect(findClusterFile(folder, mine)).rejects.toMatchObject({
      code: 'CLUSTER_FILE_OWNER',
      message: expect.stringMatching(new RegExp(`^${named} belongs to the user with the id ${OTHER},`)),
    });
  });
});
