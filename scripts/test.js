// npm test: the unit tests, then those with a sandbox, whose late answers must not reach a unit test, then the real
// players by themselves, since whether they stall shows only on a machine that is not busy with other tests. With
// arguments (a folder, a jest option) it is jest itself, in whatever project a file is.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const run = (...args) =>
  spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', jest, ...args], { stdio: 'inherit' })
    .status ?? 1;

const args = process.argv.slice(2);
if (args.length > 0) {
  process.exitCode = run(...args);
} else {
  const unit = run('--selectProjects', 'unit');
  // They wait more than they compute: a file keeps a core busy for about two fifths of its time.
  const workers = availableParallelism() * 2;
  const sandbox = run('--selectProjects', 'sandbox', `--maxWorkers=${workers}`);
  process.exitCode = run('--runInBand', '--selectProjects', 'e2e') || sandbox || unit;
}
