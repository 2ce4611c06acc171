import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const reporter = fileURLToPath(new URL('./report-cpu.cjs', import.meta.url));

/** CPU time (user and system, in ms) of one run of `node` with these arguments; throws when it fails. */
export function cpuTime(args: readonly string[]): number {
  const run = spawnSync(process.execPath, ['--require', reporter, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
  });
  if (run.status !== 0) throw new Error(`node ${args.join(' ')} exited ${run.status}: ${run.stderr.toString()}`);
  return Number(run.output[3]?.toString()) / 1000;
}
