import { ANSWER_BOUND_MS } from '../../../src/lib/serving/times.js';

/** One way to the nearest replica in reach, and to the others, in ms. */
export const NEAR_MS = 20;
export const FAR_MS = 70;

/** What a slow table does with a transaction: when it lands and when its answer comes, in ms after it was sent. */
export const SLOW = [
  { landsMs: ANSWER_BOUND_MS - 20, answersMs: ANSWER_BOUND_MS - 1 },
  { landsMs: NEAR_MS },
  { landsMs: ANSWER_BOUND_MS - 1 },
  {},
] as const satisfies readonly { landsMs?: number; answersMs?: number }[];

/** What a slow table does with a reading: when it reads and when its answer comes, in ms after it was sent. */
export const SLOW_READS = [
  { readsMs: NEAR_MS, answersMs: ANSWER_BOUND_MS - 1 },
  { readsMs: ANSWER_BOUND_MS - 20, answersMs: ANSWER_BOUND_MS - 1 },
] as const;

const seconds = new Map<number, string>();

/** The `Date` of an answer: the whole second. */
export function dateOf(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  let date = seconds.get(second);
  if (date === undefined) {
    date = new Date(second * 1000).toUTCString();
    seconds.set(second, date);
  }
  return date;
}
