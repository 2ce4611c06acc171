// npm run fuzz -- [COUNT] [FIRST_SEED]: each damaged playlist must be merged or refused, checked, and followed by the
// detector, without a crash, without hanging, and in 250 ms a megabyte. Default: a million. The seeds are tried in
// processes of their own, which are stopped when they fall silent.
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BatchReport } from '../../test/fuzz/batch.js';

const BATCH = 1000;
/** A batch takes about two seconds, and up to ten times as long on a busy machine. After this time it hangs. */
const SILENCE_MS = 120_000;
const MOST_PROCESSES = 4;
const PROGRESS_MS = 10_000;

const [count = 1_000_000, first = 1] = process.argv.slice(2).map(Number);
const end = first + count;
const total = { seeds: 0, merged: 0, refused: 0, unsound: 0, checked: 0, grown: 0, slowestMs: 0, slowestSeed: first };
let faults = 0;
const start = performance.now();
let next = first;
let shownAt = start;

const processes = Math.min(availableParallelism(), MOST_PROCESSES, Math.ceil(count / BATCH));
await Promise.all(Array.from({ length: processes }, tryInProcess));
showProgress();
const { seeds, merged, refused, unsound, checked, grown, slowestMs, slowestSeed } = total;
console.log(
  `${seeds} seeds: ${merged} merged, ${refused} refused, ${unsound} unsound; ${checked} checked; ${grown} readings of a megabyte.`,
);
console.log(`The slowest took ${Math.round(slowestMs)} ms (seed ${slowestSeed}). ${faults} faults.`);
process.exitCode = faults === 0 && seeds === count && unsound === 0 ? 0 : 1;

/** Resolves when no seeds are left for it, or at its first crash. */
function tryInProcess(): Promise<void> {
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), { execArgv: process.execArgv });
  let silence: NodeJS.Timeout | undefined;
  let batch = '';
  const send = () => {
    clearTimeout(silence);
    if (next >= end) return child.disconnect();
    const [from, to] = [next, Math.min(end, next + BATCH)];
    next = to;
    batch = `${from} to ${to - 1}`;
    child.send({ from, to });
    silence = setTimeout(() => stopSilent(child, batch), SILENCE_MS);
  };
  child.on('message', (report: BatchReport | 'ready') => {
    if (report !== 'ready') add(report);
    if (report !== 'ready' && report.crash) next = end;
    send();
  });
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      clearTimeout(silence);
      if (code) tell(`A process ended with exit code ${code}, at one of the seeds ${batch}.`);
      resolve();
    });
  });
}

function stopSilent(child: ChildProcess, batch: string): void {
  tell(`A case hangs: one of the seeds ${batch}.`);
  next = end;
  child.kill('SIGKILL');
}

function add(report: BatchReport): void {
  total.seeds += report.seeds;
  total.checked += report.checked;
  total.grown += report.grown;
  for (const name of ['merged', 'refused', 'unsound'] as const) total[name] += report.outcomes[name];
  if (report.slowest.ms > total.slowestMs) {
    Object.assign(total, { slowestMs: report.slowest.ms, slowestSeed: report.slowest.seed });
  }
  for (const fault of [...report.slow, ...(report.crash ? [report.crash] : [])]) tell(fault);
  if (performance.now() - shownAt >= PROGRESS_MS) showProgress();
}

function tell(fault: string): void {
  faults += 1;
  console.error(fault);
}

function showProgress(): void {
  shownAt = performance.now();
  const seconds = (shownAt - start) / 1000;
  const left = ((count - total.seeds) / total.seeds) * seconds;
  const done = `${total.seeds.toLocaleString('en')} of ${count.toLocaleString('en')}`;
  console.log(`${done} after ${Math.round(seconds)} s, about ${Math.ceil(left / 60)} min left, ${faults} faults`);
}
