import { type Intent, isWanted } from '../../../src/lib/serving/what-to-serve.js';
import { openIntent } from '../../../src/lib/state/intent.js';
import type { Moment } from '../../../src/lib/state/replica-clock.js';
import type { Steps } from '../simulation.js';
import { type Item, sameIntent } from '../table.js';
import { type Change, change } from './change.js';
import type { Operator, Reading } from './operator.js';
import { playersKnowMs } from './players-know.js';
import { type Sight, spread } from './spread.js';

/** How often the table is read until a close begins, in ms; the same while the other replicas take it. */
const INTERVAL_MS = 250;
const READ_MS = 100;

/** Follows a close from its write until it is in force; the later of two closes that meet is withdrawn. */
export function* settle(
  operator: Operator,
  closed: Change,
  drained: Change | undefined,
): Steps<readonly Sight[] | 'withdrawn'> {
  const { sim } = operator.world;
  const { distribution, region } = closed;
  const abrupt = !drained && closed.isNew;
  const work = { isDone: false };
  const [spreadTo, home] = (yield* sim.together<unknown>([
    done(work, spread(operator, closed, { keepAnother: true, ...(abrupt ? { patienceMs: 0 } : {}) })),
    readUntil(operator, region, work),
  ])) as [readonly Sight[], Reading | undefined];
  const readings = [home, ...spreadTo.map(({ reading }) => reading)].filter((one) => one !== undefined);
  const { secondRead } = operator.world.rules;
  const rivals = secondRead ? rivalsIn(readings, distribution, operator.now().nowMs) : [];
  if (yield* yields(operator, rivals, closed, drained)) return 'withdrawn';
  const isEverywhere = home !== undefined && rivals.length === 0 && spreadTo.every(({ is }) => is === 'there');
  const begun = abrupt ? yield* begin(operator, closed, isEverywhere, spreadTo) : closed.write.said;
  if (isEverywhere) return spreadTo;
  for (let isOver = !closed.isNew; !isOver; ) {
    isOver = operator.now().latestMs >= (begun.closedFromMs ?? 0);
    const reading = yield* operator.read(region);
    const later = reading ? rivalsIn([reading], distribution, operator.now().nowMs) : [];
    if (yield* yields(operator, later, closed, drained)) return 'withdrawn';
    if (!isOver) yield* operator.sleep(INTERVAL_MS);
  }
  return spreadTo;
}

function* done<T>(work: { isDone: boolean }, steps: Steps<T>): Steps<T> {
  const result = yield* steps;
  work.isDone = true;
  return result;
}

/** Reads a replica again and again; the reading that counts began when the work was done. */
function* readUntil(operator: Operator, region: number, work: { isDone: boolean }): Steps<Reading | undefined> {
  for (;;) {
    const isLast = work.isDone;
    const reading = yield* operator.read(region);
    if (isLast) return reading;
    if (!work.isDone) yield* operator.sleep(READ_MS);
  }
}

/** A close of another distribution, as one replica has it. */
interface Rival {
  distribution: number;
  item: Item;
}

/** Those that are closed in one of the replicas, where no other distribution is open in all of them. */
function rivalsIn(readings: readonly Reading[], distribution: number, nowMs: number): readonly Rival[] {
  const closed = readings.flatMap(({ items }) =>
    items
      .map((item, index) => ({ item, distribution: index }))
      .filter((one) => one.distribution !== distribution && !isWanted(one.item.standing, nowMs)),
  );
  const others = readings[0]?.items.map((_, index) => index).filter((index) => index !== distribution) ?? [];
  return others.some((index) => closed.every((one) => one.distribution !== index)) ? [] : closed;
}

/** Takes a close back that met an earlier one; whether it did. */
function* yields(
  operator: Operator,
  rivals: readonly Rival[],
  { distribution, isNew, write }: Change,
  drained: Change | undefined,
): Steps<boolean> {
  if (!isNew || !rivals.some((rival) => isEarlier(rival, distribution, write.updatedAtMs))) return false;
  const to = (now: Intent, moment: Moment): Intent =>
    now.open || now.closedUntilMs !== write.said.closedUntilMs
      ? now
      : {
          ...openIntent(now, moment, drained?.before.drained ?? false),
          closedUntilMs: drained?.before.closedUntilMs,
        };
  const withdrawn = yield* change(operator, { distribution, to });
  if (typeof withdrawn !== 'string') yield* spread(operator, withdrawn, { patienceMs: 0 });
  return true;
}

/** One made outside cvs has no time, and stays. */
function isEarlier({ distribution, item }: Rival, mine: number, atMs: number): boolean {
  if (!sameIntent(item.said, item.written)) return true;
  const difference = (item.closedAtMs ?? 0) - Math.floor(atMs / 1000) * 1000;
  return difference < 0 || (difference === 0 && distribution < mine);
}

/** Lets a close begin: at once where every replica has it, else when it has been in one of them for long enough. */
function* begin(operator: Operator, closed: Change, isEverywhere: boolean, sights: readonly Sight[]): Steps<Intent> {
  const { sim, rules } = operator.world;
  const { distribution, landedMs, write } = closed;
  const to = (now: Intent, moment: Moment, reading: Reading): Intent => {
    const settledMs = isEverywhere ? 0 : moment.latestMs + landedMs + rules.settleMs - sim.nowMs;
    const fromMs = Math.max(settledMs, playersKnowMs(operator, reading, distribution, moment));
    if (!sameIntent(now, write.said) || fromMs >= (write.said.closedFromMs ?? 0)) return now;
    return { ...write.said, closedFromMs: fromMs === 0 ? undefined : fromMs };
  };
  const begun = yield* change(operator, { distribution, to, keepAnother: true });
  if (typeof begun === 'string') return write.said;
  const regions = sights.filter(({ is }) => is === 'there').map(({ region }) => region);
  if (begun.isNew) yield* spread(operator, begun, { keepAnother: true, patienceMs: 0, regions });
  return begun.write.said;
}
