// Installs the package as a user does: packs it, installs the tarball globally into an empty prefix, and runs
// `cvs --version` and `cvs demo` from there, outside the checkout. --node VERSION takes that version of Node.js from the
// registry. Needs a build.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { node: { type: 'string' } } });
const place = mkdtempSync(join(tmpdir(), 'cvs-package-'));

try {
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', place], { cwd: root }));
  const prefix = join(place, 'prefix');
  mkdirSync(join(prefix, 'lib'), { recursive: true });
  npm([
    'install',
    '--global',
    '--ignore-scripts',
    '--prefix',
    prefix,
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    join(place, packed.filename),
  ]);
  const node = values.node ? nodeFromRegistry(values.node) : process.execPath;
  const cvs = join(prefix, 'bin', 'cvs');
  if (!existsSync(cvs)) throw new Error('the package does not install cvs');
  const run = (...args) =>
    execFileSync(node, [cvs, ...args], {
      cwd: place,
      env: { PATH: process.env.PATH, HOME: place, CI: 'true' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  console.log(run('--version').trim());
  const { outcome, seconds } = JSON.parse(run('demo', '--json'));
  console.log(`demo ${outcome} in ${Math.round(seconds)} s; package ${packed.size} bytes, ${packed.entryCount} files`);
  if (outcome !== 'passed') process.exitCode = 1;
} finally {
  rmSync(place, { recursive: true, force: true });
}

/** The binary in the registry's `node` package. */
function nodeFromRegistry(version) {
  const folder = join(place, 'node');
  mkdirSync(folder);
  npm(['install', '--prefix', folder, '--no-audit', '--no-fund', '--prefer-offline', `node@${version}`]);
  return join(folder, 'node_modules', 'node', 'bin', 'node');
}

function npm(args, options = {}) {
  return execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options });
}
