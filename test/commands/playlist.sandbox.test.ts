import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CvsRun, cvs, packageRoot } from '../support/cvs/cvs.js';

const SHAPE = join(packageRoot, 'test', 'fixtures', 'playlists', 'apple-fmp4');
const FROM = ['eu-west-1', 'eu-west-2'].map(
  (region, index) =>
    `--from=${region}=${join(SHAPE, `${region}.m3u8`)}@https://d${`${index + 1}`.repeat(4)}.cloudfront.net/out/v1/${'ab'.charAt(index).repeat(3)}/index.m3u8`,
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Without a cluster file and without AWS. */
function run(...args: string[]): Promise<CvsRun> {
  return cvs(['playlist', ...args], { cwd: folder });
}

describe('playlist build --from', () => {
  test('writes the playlist to a file, and says what is in it and what was changed', async () => {
    const result = await run('build', ...FROM, '--output', 'out.m3u8', '--first', 'eu-west-2');
    expect(result).toMatchObject({ exitCode: 0, stdout: 'Wrote out.m3u8' });
    const lines = ['4 rungs, 4 renditions, pathways eu-west-1, eu-west-2', 'relative URIs made absolute', 'PATHWAY-ID'];
    for (const line of lines) expect(result.stderr).toContain(line);
    const golden = await readFile(join(SHAPE, 'merged.eu-west-2.m3u8'), 'utf8');
    expect(await readFile(join(folder, 'out.m3u8'), 'utf8')).toBe(golden);
  });

  test('prints nothing but the playlist on standard output', async () => {
    const result = await run('build', ...FROM);
    expect(`${result.stdout}\n`).toBe(await readFile(join(SHAPE, 'merged.eu-west-1.m3u8'), 'utf8'));
  });

  test.each([
    ['a value that is not REGION=PATH@URL', ['--from=eu-west-1'], 2, 'REGION=PATH@URL'],
    [
      'a file that is absent',
      [FROM[0] ?? '', '--from=b=absent.m3u8@https://b.example/'],
      2,
      'absent.m3u8 cannot be read',
    ],
    ['one region alone', [FROM[0] ?? ''], 2, 'two regions or more'],
    ['a region that is not one', [...FROM, '--first=eu-west-9'], 2, '"eu-west-9"'],
    ['a folder that is absent', [...FROM, '--output=absent/out.m3u8'], 2, 'absent/out.m3u8 cannot be written'],
  ])('%s is one clear error', async (_, args, exitCode, words) => {
    const result = await run('build', ...args);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toContain(words);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('playlist check', () => {
  test('finds nothing in our own output', async () => {
    const result = await run('check', join(SHAPE, 'merged.eu-west-1.m3u8'));
    expect(result).toMatchObject({ exitCode: 0, stdout: '✔ Fit for failover: 8 variants of eu-west-1, eu-west-2.' });
  });

  test('names line, rule and players of what it finds, and exits 1', async () => {
    const golden = await readFile(join(SHAPE, 'merged.eu-west-1.m3u8'), 'utf8');
    await writeFile(join(folder, 'bad.m3u8'), golden.replaceAll('AUDIO="aud1_eu-west-2"', 'AUDIO="aud1_eu-west-1"'));
    const text = await run('check', 'bad.m3u8');
    expect(text.exitCode).toBe(1);
    expect(text.stdout).toMatch(/line \d+ {2}group-shared: .*eu-west-1 and eu-west-2 share/);
    expect(text.stdout).toContain('affects hls.js · measured');
    const json = await run('check', 'bad.m3u8', '--json');
    expect(json.exitCode).toBe(1);
    expect(json.json()).toMatchObject({ findings: [{ rule: 'group-shared', severity: 'error', hurts: ['hls.js'] }] });
  });
});
