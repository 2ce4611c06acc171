import type { Clock } from '../clock.js';
import { secondsText } from '../duration.js';
import { sameIntent } from './intent.js';
import { type DistributionItem, intentOf } from './state-items.js';
import { changedOutside, type StateReading } from './state-reading.js';
import { type ChangeRequest, type ChangeResult, openBesides, type StateTable } from './state-table.js';
import { OutOfTime, withinTime } from './within-time.js';

/** How often a replica is asked whether it has a change, in ms. */
const INTERVAL_MS = 100;
/** The least time that a replica gets to answer, in ms. */
const LEAST_MS = 500;
/** The most, in ms: one that does not answer by then counts as unreachable. A close settles no later for it. */
const MOST_MS = 2000;
/** How long a replica gets to take what the replication did not bring, in ms. */
const WRITE_MS = 1000;

/** Changes of two operators that are less apart count as made at the same moment, in ms: a second's error for each. */
const SAME_MOMENT_MS = 2000;

/** What one replica makes of a change that another one has taken. */
export interface ReplicaSight {
  region: string;
  /** When it was seen there, in ms after the change was written; absent when it was not. */
  seenMs?: number;
  /** Why it was not. */
  why?: string;
  /** It was written there. */
  carried?: true;
  /** It does not answer: whether it has the change is not known. */
  unreachable?: true;
  /** What the replica said last: the others as they were when it had the change. */
  reading?: StateReading;
}

export interface SpreadOptions extends Pick<ChangeRequest, 'reason' | 'keepAnotherOpen' | 'signal'> {
  /** How long the replication may take to bring the change, in ms, before it is written to a replica. */
  patienceMs: number;
  /** The replicas that are asked; all but the one that took the change when absent. */
  regions?: readonly string[];
}

/**
 * Brings a change that one replica has taken into every other one: what the replication has not brought in time is written
 * there, on the condition that nobody changed the distribution there later and, with `keepAnotherOpen`, that another one is
 * open there.
 *
 * A replica that has a close accepts no close of another distribution any more, unless a third one is open. So when every
 * replica has it, and says after that that another distribution is open, no other close was accepted and none will be.
 *
 * @throws the signal's reason when it aborts
 */
export async function spreadChange(
  table: StateTable,
  change: ChangeResult,
  options: SpreadOptions,
): Promise<readonly ReplicaSight[]> {
  const regions = options.regions ?? table.regions.filter((region) => region !== change.replica);
  const sights = await Promise.all(regions.map((region) => spreadTo(table, region, change, options)));
  const overtaken = await overtakenAtHome(table, change, options.signal);
  return overtaken === undefined ? sights : [...sights, { region: change.replica, why: overtaken }];
}

/** What became of a change in the replica that took it, where that says something else now. */
async function overtakenAtHome(
  table: StateTable,
  { replica, domain, after }: ChangeResult,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const home = await answerOf({ clock: table.clock, ms: MOST_MS, signal }, (limit) => table.readFrom(replica, limit));
  if ('why' in home || sameIntent(intentOf(home.items.get(domain)), after)) return undefined;
  return changedMeanwhile(home.items.get(domain));
}

function changedMeanwhile(item: DistributionItem | undefined): string {
  return `it was changed there meanwhile${item?.updatedBy ? `, by ${item.updatedBy}` : ''}`;
}

async function spreadTo(
  table: StateTable,
  region: string,
  change: ChangeResult,
  { keepAnotherOpen, patienceMs, reason, signal }: SpreadOptions,
): Promise<ReplicaSight> {
  const { clock } = table;
  const { domain, before, after, atMs } = change;
  const startMs = clock.monotonic();
  const boundMs = patienceMs + WRITE_MS;
  let seenMs: number | undefined;
  for (;;) {
    const passedMs = Math.round(clock.monotonic() - startMs);
    const inTime = { clock, ms: Math.min(MOST_MS, Math.max(LEAST_MS, boundMs - passedMs)), signal };
    const reading = await answerOf(inTime, (limit) => table.readFrom(region, limit));
    if ('why' in reading) return { region, why: reading.why, unreachable: true };
    const item = reading.items.get(domain);
    if (sameIntent(intentOf(item), after)) {
      // What was read of the others may be older than this; the next reading is not.
      if (seenMs !== undefined || !keepAnotherOpen) return { region, seenMs: seenMs ?? passedMs, reading };
      seenMs = passedMs;
      continue;
    }
    const { earliestMs } = table.now();
    const outside = changedOutside(reading, domain) !== undefined;
    if (!outside && !mayGiveWay(item, change, table)) {
      return { region, why: changedMeanwhile(item), reading };
    }
    // A change outside cvs has no time. The replication brings it home, unless it is old and the replication has stopped.
    if (outside && !sameIntent(intentOf(item), before) && passedMs < SAME_MOMENT_MS) {
      await clock.sleep(INTERVAL_MS, signal);
      continue;
    }
    if (keepAnotherOpen && openBesides(reading.state, domain, earliestMs) === undefined) {
      return { region, why: 'no other distribution is open there', reading };
    }
    if (passedMs > Math.max(boundMs, outside ? SAME_MOMENT_MS + WRITE_MS : 0))
      return { region, why: `not there after ${secondsText(passedMs)}`, reading };
    if (passedMs >= patienceMs) {
      // What is no longer wanted where it was decided is not carried on: it would win over what came after it.
      const overtaken = await overtakenAtHome(table, change, signal);
      if (overtaken !== undefined) return { region, why: overtaken, reading };
      const write = { domain, action: 'mirror', recorded: false, reason, before, after, atMs, earliestMs };
      const outcome = await answerOf(inTime, async (limit) => ({
        outcome: await table.write(reading, { ...write, keepAnotherOpen, signal: limit }),
      }));
      if ('why' in outcome) return { region, why: outcome.why, unreachable: true };
      if (outcome.outcome === 'written') {
        return { region, seenMs: Math.round(clock.monotonic() - startMs), carried: true, reading };
      }
      if (outcome.outcome === 'unanswered') return { region, why: 'no answer to the write', unreachable: true };
      if (typeof outcome.outcome === 'object') return { region, why: outcome.outcome.refused.message, reading };
    }
    await clock.sleep(INTERVAL_MS, signal);
  }
}

/**
 * Whether what a replica says may be overwritten: what the change was made from, what the same operator wrote before, and
 * what is older. What somebody else wrote in the same seconds stays, since each operator knows the time to a second only.
 */
function mayGiveWay(item: DistributionItem | undefined, { before, atMs }: ChangeResult, table: StateTable): boolean {
  const { updatedAt = '', updatedBy } = item ?? {};
  const writtenMs = Date.parse(updatedAt);
  // What has no time, and what no right clock has written yet, is not later.
  const timed = writtenMs <= table.now().latestMs + SAME_MOMENT_MS;
  if (!timed || sameIntent(intentOf(item), before)) return true;
  const olderByMs = atMs - writtenMs;
  return olderByMs > SAME_MOMENT_MS || (updatedBy === table.identity && olderByMs >= 0);
}

/** An unreachable replica must not keep an operator waiting for longer than the rest takes. */
async function answerOf<T>(
  { clock, ms, signal }: { clock: Clock; ms: number; signal?: AbortSignal },
  ask: (limit: AbortSignal) => Promise<T>,
): Promise<T | { why: string }> {
  try {
    return await withinTime(clock, ms, signal, ask);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof OutOfTime) return { why: error.message };
    throw error;
  }
}
