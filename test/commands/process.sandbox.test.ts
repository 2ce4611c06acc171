import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { cvs, cvsProcess, packageRoot } from '../support/cvs/cvs.js';

const PLAYLISTS = join(packageRoot, 'test/fixtures/playlists/apple-fmp4');

test('a user without a passwd entry and without HOME, as in many containers, is served like any other', async () => {
  // What the system answers there. run.js imports node:os before anything else.
  const nobody = `import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module';
    const absent = (call) => { throw new Error(call + ' returned ENOENT'); };
    os.homedir = () => process.env.HOME || absent('uv_os_homedir');
    os.userInfo = () => absent('uv_os_get_passwd');
    syncBuiltinESMExports();`;
  const env = { HOME: '', NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(nobody)}` };
  const version = await cvsProcess(['--version'], { cwd: tmpdir(), env });
  expect(version).toMatchObject({ exitCode: 0, stderr: '' });
  const check = ['playlist', 'check', join(PLAYLISTS, 'merged.eu-west-1.m3u8')];
  expect(await cvsProcess(check, { cwd: tmpdir(), env })).toMatchObject({ exitCode: 0, stderr: '' });
});

/** Command lines of which a process of its own prints and returns what one does that ran others before. */
test.each<[args: string[], exitCode: number]>([
  [['--version'], 0],
  [['playlist', 'check', join(PLAYLISTS, 'merged.eu-west-1.m3u8'), '--plain'], 0],
  [['failover', 'clsoe', 'eu-west-1'], 2],
  [['status', '--json'], 2],
])('%j in a process of its own', async (args, exitCode) => {
  const where = { cwd: tmpdir() };
  await cvs(['failover', 'close', '--plain'], where);
  const { json: _warm, ...warm } = await cvs(args, where);
  const { json: _own, ...own } = await cvsProcess(args, where);
  expect(own).toEqual({ ...warm, exitCode });
  expect(own.stdout + own.stderr).not.toBe('');
});
