// Records docs/images/session.svg: a real session with cvs against a sandbox. Needs a build.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../dist/lib/clock.js';
import { startSandbox } from '../dist/sandbox/start-sandbox.js';
import { terminalRows } from './terminal-rows.js';
import { terminalSvg } from './terminal-svg.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const COLUMNS = 150;
/** Longer waits are shortened to this many seconds. */
const LONGEST_WAIT_S = 1.2;

const folder = mkdtempSync(join(tmpdir(), 'cvs-session-'));
const sandbox = await startSandbox({ port: 0, speed: 500, clock: systemClock, packageRoot: root, log: () => {} });
const lines = [];
let shownAt = 0.5;

try {
  await cvs(false, 'init', '--yes', '--name=spring-final', '--bucket-base-name=elementalrodeo99', ...streams());
  await cvs(true, 'deploy', '--yes', '--create-buckets');
  await cvs(true, 'status');
  await cvs(true, 'failover', 'close', 'eu-west-1', '--reason', 'encoder lost');
  await cvs(true, 'status');
  await cvs(true, 'failover', 'open', 'eu-west-1');
} finally {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}
const title = 'A terminal: cvs deploys a cluster, closes a region and opens it again';
writeFileSync(join(root, 'docs', 'images', 'session.svg'), terminalSvg(lines, { columns: COLUMNS, title }));

function streams() {
  return sandbox.streams.flatMap((stream) => [
    `--region=${stream.region}`,
    `--distribution-id=${stream.distributionId}`,
    `--distribution-playlist-url=${stream.distributionPlaylistUrl}`,
    `--origin-playlist-url=${stream.originPlaylistUrl}`,
  ]);
}

/** Runs one command and shows its standard output. */
function cvs(shown, ...args) {
  const typed = args.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ');
  if (shown) show(`\u001b[32m$\u001b[0m cvs ${typed}`, 1);
  const started = performance.now();
  let last = started;
  const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      FORCE_COLOR: '1',
      AWS_ENDPOINT_URL: sandbox.endpoint,
      AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!shown) return;
    // The sandbox's ports mean nothing to a reader. In a table, blanks replace them.
    const portless = line
      .replaceAll(/:\d{4,5}(?=\s{2})/g, (port) => ' '.repeat(port.length))
      .replaceAll(/:\d{4,5}\b/g, '')
      .trimEnd();
    const waitS = (performance.now() - last) / 1000;
    for (const [index, row] of terminalRows(portless, COLUMNS).entries()) show(row, index === 0 ? waitS : 0);
    last = performance.now();
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`cvs ${typed} ended with ${code}:\n${errors}`)),
    );
  });
}

function show(text, waitS) {
  shownAt += Math.min(waitS, LONGEST_WAIT_S);
  lines.push({ text, at: shownAt });
}
