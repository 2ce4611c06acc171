import { PENALTY_MS } from '../../src/lib/synthetic-viewer/pathways.js';

/** What the operator of a soak wants of a region, as far as that was reported as done. */
export interface RegionWish {
  region: string;
  state: 'open' | 'drained' | 'closed';
  /** When its close lapses, in ms since the epoch. */
  untilMs?: number;
  /** When it was last closed without a drain, in ms since the epoch. */
  abruptAtMs?: number;
}

/** One command of the operator. */
export type Change =
  | { type: 'open' | 'drain'; region: string }
  | { type: 'close'; region: string; now: boolean; forS?: number }
  /** A close of the last open region: cvs must refuse it. */
  | { type: 'close-last'; region: string };

/** Players may meet a close without a drain for some seconds after it was reported, in ms. */
const MET_WITHIN_MS = 10_000;
/** Shortest and longest time of a close that lapses, in s. */
const FOR_S = [15, 60] as const;

/**
 * What the operator does next. It keeps to the runbook: for 300 s after a close without a drain the other region is not
 * closed, because hls.js ends there.
 *
 * @param random numbers from 0 to 1
 */
export function chooseChange(random: () => number, wishes: readonly RegionWish[], nowMs: number): Change {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const away = wishes.filter(({ state }) => state !== 'open');
  const mayClose = (region: string) =>
    wishes.every((one) => one.region === region || nowMs - (one.abruptAtMs ?? -Infinity) > PENALTY_MS + MET_WITHIN_MS);
  const close = (region: string): Change => {
    const kind = random();
    if (kind < 0.12) return { type: 'close', region, now: true };
    const [least, most] = FOR_S;
    const forS = kind < 0.4 ? least + Math.floor(random() * (most - least + 1)) : undefined;
    return { type: 'close', region, now: false, forS };
  };
  const chance = random();
  if (away.length > 0) {
    const { region, state, untilMs } = pick(away);
    if (state === 'drained') {
      if (chance < 0.1) return { type: 'drain', region };
      return chance < 0.5 && mayClose(region) ? close(region) : { type: 'open', region };
    }
    const [other] = wishes.filter((one) => one.state === 'open');
    if (chance < 0.1 && other && untilMs === undefined) return { type: 'close-last', region: other.region };
    return chance < 0.25 ? { type: 'close', region, now: false } : { type: 'open', region };
  }
  const { region } = pick(wishes);
  if (chance < 0.08) return { type: 'open', region };
  if (chance < 0.25) return { type: 'drain', region };
  return close(mayClose(region) ? region : pick(wishes.filter((one) => mayClose(one.region))).region);
}
