import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from './support/cvs.js';

/** As packed, in bytes: clip and Lambda bundles are most of it. */
const LARGEST = 1_500_000;

const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
) as { size: number; files: { path: string }[] }[];
const files = packed?.files.map(({ path }) => path) ?? [];

describe('the package', () => {
  test(`is smaller than ${LARGEST} bytes`, () => {
    expect(packed?.size).toBeLessThan(LARGEST);
  });

  test('has what it needs to run', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'bin/run.js',
        'oclif.manifest.json',
        'dist/commands/deploy.js',
        'dist/lambda/copilot.js',
        'dist/sandbox/services/lambda/runtime/bootstrap.cjs',
        'templates/copilot.yaml',
        'schema/cluster.schema.json',
        'media/eu-west-1/video-1.mp4',
        'docs/iam.md',
        'examples/minimal.yaml',
        'LICENSE',
        'README.md',
      ]),
    );
  });

  test('has nothing else', () => {
    const needed =
      /^(bin|dist|templates|schema|media|examples|containers)\/|^docs\/([a-z-]+\.md|images\/[a-z-]+\.svg)$|^[A-Z]+(\.md)?$|^package\.json$|^oclif\.manifest\.json$/;
    expect(files.filter((path) => !needed.test(path) || /\.(ts|tsbuildinfo)$/.test(path))).toEqual([]);
  });
});
