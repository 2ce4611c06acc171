import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SCRIPTS } from '../../src/lib/completion/scripts.js';
import { cvs, cvsEnvironment, packageRoot } from '../support/cvs.js';
import { EXAMPLE_CLUSTER_FILE } from '../support/example-cluster.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-completion-'));
  await writeFile(join(folder, 'cvs.yaml'), EXAMPLE_CLUSTER_FILE);
  await writeFile(
    join(folder, 'cvs'),
    `#!/bin/sh\nexec '${process.execPath}' '${join(packageRoot, 'bin/run.js')}' "$@"\n`,
  );
  await chmod(join(folder, 'cvs'), 0o755);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Presses Tab in bash after these words. */
function tab(...words: string[]): string[] {
  const list = ['cvs', ...words].map((word) => `'${word}'`).join(' ');
  const script = `${SCRIPTS.bash}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length}; _cvs; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...cvsEnvironment({}), PATH: `${folder}:${process.env.PATH}` };
  return execFileSync('bash', ['--norc', '-c', script], { cwd: folder, env, encoding: 'utf8' }).trim().split('\n');
}

describe('completion in bash', () => {
  test('of a command', () => expect(tab('failover', 'c')).toEqual(['close']));

  test('of regions and domains of the cluster file', () => {
    expect(tab('failover', 'close', '')).toEqual([
      'd111111abcdef8.cloudfront.net',
      'd222222abcdef8.cloudfront.net',
      'eu-west-1',
      'eu-west-2',
    ]);
  });

  test('of flags', () => expect(tab('deploy', '--create')).toEqual(['--create-buckets']));
});

describe('what is typed wrong', () => {
  test('a command near a known one names it', async () => {
    const result = await cvs(['failover', 'clsoe', 'eu-west-1'], { cwd: folder });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('Did you mean: cvs failover close');
  });
});

describe('cvs --version --verbose', () => {
  test('tells the surroundings, and of settings only their names', async () => {
    const result = await cvs(['--version', '--verbose'], { cwd: folder, env: { AWS_SECRET_ACCESS_KEY: 'hidden' } });
    expect(result.stdout).toMatch(new RegExp(`node +${process.version}\n`));
    expect(result.stdout).toContain('AWS_SECRET_ACCESS_KEY');
    expect(result.stdout).not.toContain('hidden');
    expect(result.stdout).toContain('clustered-video-streams/');
  });
});
