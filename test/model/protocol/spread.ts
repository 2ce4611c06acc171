import type { Steps } from '../simulation.js';
import { type Item, sameIntent } from '../table.js';
import { type Change, wantedBesides } from './change.js';
import type { Operator, Reading } from './operator.js';

/** What one replica makes of a change that another one took. */
export interface Sight {
  region: number;
  /**
   * - `there`: it has the change
   * - `newer`: the distribution was changed later there
   * - `last`: no other distribution is wanted there
   * - `missing`: it does not have the change for another reason
   * - `silent`: no answer
   */
  is: 'there' | 'newer' | 'last' | 'missing' | 'silent';
  reading?: Reading;
}

export interface SpreadOptions {
  /** How long the replication may take to bring it, in ms, before it is written to a replica. */
  patienceMs?: number;
  /** Only where another distribution is wanted. */
  keepAnother?: boolean;
  /** The replicas that are asked; all but the one that took the change when absent. */
  regions?: readonly number[];
}

const PATIENCE_MS = 1500;
/** How far the stamps of two operators may be apart at the same moment, in ms: answers tell whole seconds to each. */
const STAMPS_MS = 2000;
const INTERVAL_MS = 100;
/** The least time that a replica gets to answer, and how long it gets to take what the replication did not bring, in ms. */
const LEAST_MS = 500;
const WRITE_MS = 1000;
/** The most time that a replica gets to answer, in ms. */
const MOST_MS = 2000;

/** Brings a change into the other replicas: what the replication has not brought in time is written there. */
export function* spread(operator: Operator, made: Change, options: SpreadOptions = {}): Steps<readonly Sight[]> {
  const { sim, table } = operator.world;
  const regions = options.regions ?? [...table.versions.keys()].filter((region) => region !== made.region);
  const sights = yield* sim.together(regions.map((region) => bring(operator, region, made, options)));
  return (yield* isOvertaken(operator, made)) ? [...sights, { region: made.region, is: 'newer' }] : sights;
}

/** Whether the replica that took a change says something else now. */
function* isOvertaken(operator: Operator, { distribution, region, write }: Change): Steps<boolean> {
  const home = yield* operator.read(region, MOST_MS);
  return home !== undefined && !sameIntent((home.items[distribution] as Item).said, write.said);
}

function* bring(
  operator: Operator,
  region: number,
  made: Change,
  { patienceMs = PATIENCE_MS, keepAnother = false }: SpreadOptions,
): Steps<Sight> {
  const { sim, rules } = operator.world;
  const { distribution, write } = made;
  const startMs = sim.nowMs;
  const boundMs = patienceMs + WRITE_MS;
  const conditional = keepAnother && rules.conditionalSpread;
  let seen = false;
  for (;;) {
    const passedMs = sim.nowMs - startMs;
    const withinMs = Math.min(MOST_MS, Math.max(LEAST_MS, boundMs - passedMs));
    const reading = yield* operator.read(region, withinMs);
    if (!reading) return { region, is: 'silent' };
    const there = reading.items[distribution] as Item;
    if (sameIntent(there.said, write.said)) {
      // What was read of the others may be older than this; the next reading is not.
      if (seen || !keepAnother || !rules.secondRead) return { region, is: 'there', reading };
      seen = true;
      continue;
    }
    const isOutside = !sameIntent(there.said, there.written) && !sameIntent(there.said, made.before);
    if (!isOutside && isNewer(there, made)) return { region, is: 'newer', reading };
    // A change outside cvs has no time. The replication brings it home, unless it is old and the replication has stopped.
    if (isOutside && passedMs < STAMPS_MS) {
      yield* operator.sleep(INTERVAL_MS);
      continue;
    }
    const other = wantedBesides(reading, distribution, operator.now());
    if (conditional && !other) return { region, is: 'last', reading };
    if (passedMs > Math.max(boundMs, isOutside ? STAMPS_MS + WRITE_MS : 0)) return { region, is: 'missing', reading };
    if (passedMs >= patienceMs) {
      // What is no longer wanted where it was decided would win over what came after it.
      if (yield* isOvertaken(operator, made)) return { region, is: 'newer', reading };
      const mustStay = conditional ? other : undefined;
      const landing = yield* operator.write(
        region,
        { distribution, write, expected: rules.conditionalSpread ? there : undefined, mustStay },
        withinMs,
      );
      if (landing === 'silent') return { region, is: 'silent' };
      if (landing === 'written') return { region, is: 'there', reading };
    }
    yield* operator.sleep(INTERVAL_MS);
  }
}

/** Whether an item may have been changed later than a change was made. */
function isNewer(there: Item, { before, write }: Change): boolean {
  if (sameIntent(there.said, before)) return false;
  if (there.updatedBy === write.updatedBy) return there.updatedAtMs > write.updatedAtMs;
  return there.updatedAtMs > write.updatedAtMs - STAMPS_MS;
}

/** Whether every replica that answers has a change. */
export function isEverywhere(sights: readonly Sight[]): boolean {
  return sights.every(({ is }) => is === 'there' || is === 'silent');
}
