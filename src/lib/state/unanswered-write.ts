import type { Clock } from '../clock.js';
import { ANSWER_BOUND_MS } from '../serving/times.js';
import type { Intent } from '../serving/what-to-serve.js';
import type { Moment } from './replica-clock.js';
import type { StateReading } from './state-reading.js';
import type { WriteOutcome } from './write-intent.js';

/** A write that a replica did not answer: it may have landed, or may still land. */
export interface UnansweredWrite {
  replica: string;
  domain: string;
  before: Intent;
  after: Intent;
  /** Its stamp, in ms since the epoch. */
  atMs: number;
  /** When it was sent, by the monotonic clock. */
  sentMs: number;
}

/** The state table, as far as it is needed here. */
interface Table {
  readonly clock: Clock;
  readonly identity: string;
  now(): Moment;
  readFrom(region: string, signal?: AbortSignal): Promise<StateReading | { why: string }>;
  write(
    reading: StateReading,
    change: Omit<UnansweredWrite, 'replica' | 'sentMs'> & {
      action: string;
      recorded: false;
      earliestMs: number;
      signal?: AbortSignal;
    },
  ): Promise<WriteOutcome | 'unanswered' | object>;
}

/** How often the replica is asked whether the write has landed, in ms. */
const INTERVAL_MS = 250;

/** Whether an item is what this write made of it. */
export function isOwnWrite(
  { items }: StateReading,
  { domain, atMs }: Pick<UnansweredWrite, 'domain' | 'atMs'>,
  identity: string,
): boolean {
  const { updatedBy, updatedAt } = items.get(domain) ?? {};
  return updatedBy === identity && updatedAt === new Date(atMs).toISOString();
}

/**
 * Takes a write back that was not answered, once it has landed. It is looked for until no replica can be working on it any
 * more; where the replica does not answer until then, nothing is taken back.
 *
 * @throws the signal's reason when it aborts
 */
export async function takeBackUnanswered(table: Table, write: UnansweredWrite, signal?: AbortSignal): Promise<void> {
  const { replica, domain, before, after, sentMs } = write;
  while (table.clock.monotonic() - sentMs <= 2 * ANSWER_BOUND_MS) {
    const reading = await table.readFrom(replica, signal);
    if ('state' in reading && isOwnWrite(reading, write, table.identity)) {
      const { nowMs, earliestMs } = table.now();
      const undo = {
        domain,
        action: 'undo',
        recorded: false as const,
        before: after,
        after: before,
        atMs: nowMs,
        earliestMs,
      };
      if ((await table.write(reading, { ...undo, signal })) === 'written') return;
    }
    await table.clock.sleep(INTERVAL_MS, signal);
  }
}
