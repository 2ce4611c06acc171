import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from './support/cvs/cvs.js';

/** What is in the package besides the compiled code. */
const LISTED = [
  ...['LICENSE', 'README.md', 'package.json', 'oclif.manifest.json', 'bin/run.js', 'schema/cluster.schema.json'],
  ...['Dockerfile', 'Dockerfile.dockerignore', 'fargate.yaml'].map((name) => `containers/detector/${name}`),
  ...[
    'board',
    'commands',
    'design',
    'detector',
    'doctor',
    'drill-report',
    'fidelity',
    'first-day',
    'glossary',
    'iam',
    'install',
    'performance',
    'players',
    'playlist-check',
    'protected-streams',
    'reroute',
    'runbook',
    'sandbox',
    'security',
    'supply-chain',
  ].map((name) => `docs/${name}.md`),
  'docs/images/session.svg',
  'docs/board-api.json',
  ...['board.css', 'board.js', 'icon.svg', 'index.html', 'player.js', 'player-worker.js'].map(
    (name) => `dist/board/${name}`,
  ),
  ...['every-setting', 'minimal', 'own-origin'].map((name) => `examples/${name}.yaml`),
  ...['eu-west-1', 'eu-west-2', 'generic'].flatMap((folder) =>
    ['audio', 'video-1', 'video-2', 'video-3'].map((name) => `media/${folder}/${name}.mp4`),
  ),
  ...['black/video-1', 'black/video-2', 'black/video-3', 'silent/audio'].map((name) => `media/${name}.mp4`),
  ...['clustered-video-stream-instance', 'clustered-video-stream', 'copilot', 'stale-playlist-detector'].map(
    (name) => `templates/${name}.yaml`,
  ),
];

/** As packed, in bytes: clip and Lambda bundles are most of it. */
const LARGEST = 2_100_000;

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

  test('ships what is listed here, and nothing else', async () => {
    expect(files.sort()).toEqual([...LISTED, ...(await compiled())].sort());
  });
});

/** Every source has one file in dist; the Lambda functions and the board's page are bundles. */
async function compiled(): Promise<string[]> {
  const sources = await readdir(join(packageRoot, 'src'), { recursive: true });
  return [
    ...sources
      .filter((path) => /(?<!\.d)\.(ts|cjs)$/.test(path) && !path.startsWith('board/'))
      .map((path) => `dist/${path.replace(/\.ts$/, '.js')}`),
    ...['copilot', 'playlist-alert-handler', 'stale-playlist-detector'].map((name) => `dist/lambda/${name}.js`),
  ];
}
