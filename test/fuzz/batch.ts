import { followDamaged } from '../lib/detector/damaged-stream.js';
import { type FuzzOutcome, fuzzCase } from '../lib/playlist/fuzz-case.js';
import { checkDamaged } from './check-damaged.js';
import type { Pace } from './pace.js';
import { grownCases } from './read-grown.js';

/** The check reads a whole cluster: one seed in so many. */
const CHECK_EVERY = 5;
/** A megabyte is read by four readers: one seed in so many. */
const GROWN_EVERY = 1000;
/** One seed, of some kilobytes, may take so long. */
const SEED_MS = 250;

/** What came of seeds. */
export interface BatchReport {
  seeds: number;
  outcomes: Record<FuzzOutcome, number>;
  checked: number;
  grown: number;
  slowest: { seed: number; ms: number };
  /** Cases that took longer than they may, in words. */
  slow: string[];
  /** What was thrown and is no refusal: the last seed. */
  crash?: string;
}

/** Tries the seeds from `from` up to `to`, which is not one of them, or up to the first one that crashes. */
export async function tryBatch(from: number, to: number, pace: Pace): Promise<BatchReport> {
  const report: BatchReport = {
    seeds: 0,
    outcomes: { merged: 0, refused: 0, unsound: 0 },
    checked: 0,
    grown: 0,
    slowest: { seed: from, ms: 0 },
    slow: [],
  };
  for (let seed = from; seed < to; seed += 1) {
    try {
      await trySeed(seed, report, pace);
    } catch (error) {
      report.crash = `Seed ${seed} crashes:\n${error instanceof Error ? error.stack : String(error)}`;
      return report;
    }
    report.seeds += 1;
  }
  return report;
}

async function trySeed(seed: number, report: BatchReport, pace: Pace): Promise<void> {
  const start = performance.now();
  report.outcomes[await fuzzCase(seed)] += 1;
  followDamaged(seed);
  const ms = performance.now() - start;
  if (ms > report.slowest.ms) report.slowest = { seed, ms };
  if (ms > SEED_MS) {
    const overMs = pace.over(() => followDamaged(seed), SEED_MS);
    if (overMs !== undefined) report.slow.push(`Seed ${seed} takes ${Math.round(overMs)} ms.`);
  }
  if (seed % CHECK_EVERY === 0) {
    report.checked += 1;
    await checkDamaged(seed);
  }
  if (seed % GROWN_EVERY !== 0) return;
  for (const { name, limitMs, act } of grownCases(seed)) {
    report.grown += 1;
    const overMs = pace.over(act, limitMs);
    if (overMs !== undefined) report.slow.push(`Seed ${seed}: to ${name} a megabyte takes ${Math.round(overMs)} ms.`);
  }
}
