// npm run fuzz -- [COUNT] [FIRST_SEED]: each damaged master or media playlist must be merged or refused, and followed by the
// detector, without a crash and without hanging. Default: a million. The cases run in their own process, which is stopped when it falls silent.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { followDamaged } from '../test/lib/detector/damaged-stream.js';
import { type FuzzOutcome, fuzzCase } from '../test/lib/playlist/fuzz-case.js';

const BATCH = 1000;
/** A batch takes about a second, and up to ten times as long on a busy machine. After this time it hangs. */
const SILENCE_MS = 120_000;

interface Report {
  next: number;
  outcomes: Record<FuzzOutcome, number>;
  slowestMs: number;
  slowestSeed: number;
  failure?: { seed: number; stack: string };
}

const [count = 1_000_000, first = 1] = process.argv.slice(2).map(Number);
await (process.send ? work(first, first + count) : watch());

/** Runs the cases, and reports its progress after each batch. */
async function work(from: number, to: number): Promise<void> {
  const report: Report = {
    next: from,
    outcomes: { merged: 0, refused: 0, unsound: 0 },
    slowestMs: 0,
    slowestSeed: from,
  };
  for (; report.next < to && !report.failure; report.next += 1) {
    const start = performance.now();
    try {
      report.outcomes[await fuzzCase(report.next)] += 1;
      followDamaged(report.next);
    } catch (error) {
      report.failure = { seed: report.next, stack: error instanceof Error ? (error.stack ?? '') : String(error) };
    }
    const ms = performance.now() - start;
    if (ms > report.slowestMs) Object.assign(report, { slowestMs: ms, slowestSeed: report.next });
    if (report.next % BATCH === 0) process.send?.(report);
  }
  process.send?.(report, () => process.disconnect());
}

async function watch(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2), { execArgv: process.execArgv });
  let last: Report | undefined;
  let silence: NodeJS.Timeout | undefined;
  let hung = false;
  const start = performance.now();
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, SILENCE_MS);
  };
  listen();
  child.on('message', (report: Report) => {
    last = report;
    listen();
    if (report.next % (BATCH * 50) === 0)
      console.log(`${report.next - first} cases: ${JSON.stringify(report.outcomes)}`);
  });
  const exitCode = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  clearTimeout(silence);
  const done = (last?.next ?? first) - first;
  if (hung) console.error(`A case hangs: one of the ${BATCH} seeds from ${last?.next ?? first}.`);
  if (last?.failure) console.error(`Seed ${last.failure.seed} crashes:\n${last.failure.stack}`);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const slowest = last ? `slowest ${last.slowestMs.toFixed(0)} ms (seed ${last.slowestSeed})` : '';
  console.log(`${done} cases in ${seconds} s: ${JSON.stringify(last?.outcomes)}, ${slowest}`);
  process.exitCode = exitCode === 0 && !hung && !last?.failure && done >= count ? 0 : 1;
}
