import { ANSWER_BOUND_MS } from '../../../src/lib/serving/times.js';
import { type Intent, isWanted } from '../../../src/lib/serving/what-to-serve.js';
import type { Moment } from '../../../src/lib/state/replica-clock.js';
import type { Steps } from '../simulation.js';
import { type Item, sameIntent, type Write } from '../table.js';
import type { Operator, Reading } from './operator.js';

/** A change of what operators want of one distribution, as one replica took it. */
export interface Change {
  distribution: number;
  region: number;
  before: Intent;
  /** What is to be everywhere. */
  write: Write;
  /** Whether this command wrote it, or may have. */
  isNew: boolean;
  /** When it surely was in that replica. */
  landedMs: number;
}

/** `last`: no other distribution is wanted; `failed`: no replica answered, or others kept changing it. */
export type Refusal = 'last' | 'failed';

export interface ChangeRequest {
  distribution: number;
  to: (before: Intent, now: Moment, reading: Reading) => Intent;
  /** Only while another distribution is wanted. */
  keepAnother?: boolean;
}

const ATTEMPTS = 5;
/** How often a replica is asked whether a write has landed, in ms. */
const LOOK_MS = 250;

/** A write that a replica did not answer: it may have landed, or may still land. */
interface Unanswered {
  region: number;
  write: Write;
  before: Intent;
  sentMs: number;
}

/**
 * Changes a distribution in the first replica that answers, on the condition that it is as it was read. What is refused in
 * the end does not stand: a write that was not answered is taken back where it lands.
 */
export function* change(operator: Operator, request: ChangeRequest): Steps<Change | Refusal> {
  const unanswered: Unanswered[] = [];
  const result = yield* tryChange(operator, request, unanswered);
  if (typeof result === 'string') {
    for (const one of unanswered) yield* takeBack(operator, request.distribution, one);
  }
  return result;
}

function* tryChange(
  operator: Operator,
  { distribution, to, keepAnother = false }: ChangeRequest,
  unanswered: Unanswered[],
): Steps<Change | Refusal> {
  const { sim } = operator.world;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const reading = yield* operator.readFirst();
    if (!reading) return 'failed';
    const { region } = reading;
    const now = operator.now();
    const item = reading.items[distribution] as Item;
    const landed = unanswered.find(({ write }) => isSameWrite(item, write));
    if (landed) {
      return { distribution, region, before: landed.before, write: item, isNew: true, landedMs: sim.nowMs };
    }
    const before = item.standing;
    const said = to(before, now, reading);
    const common = { distribution, region, before };
    if (sameIntent(item.said, said)) return { ...common, write: item, isNew: false, landedMs: sim.nowMs };
    const mustStay = keepAnother ? wantedBesides(reading, distribution, now) : undefined;
    if (keepAnother && !mustStay) return 'last';
    const write = writeOf(operator, said, item, now);
    const sentMs = sim.nowMs;
    const landing = yield* operator.write(region, { distribution, write, expected: item, mustStay });
    if (landing === 'written') return { ...common, write, isNew: true, landedMs: sim.nowMs };
    if (landing === 'silent') {
      unanswered.push({ region, write, before, sentMs });
      operator.askLast(region);
    }
  }
  return 'failed';
}

/** Looks for a write until no replica can be working on it any more, and takes it back. */
function* takeBack(operator: Operator, distribution: number, { region, write, before, sentMs }: Unanswered): Steps {
  const { sim } = operator.world;
  while (sim.nowMs - sentMs <= 2 * ANSWER_BOUND_MS) {
    const reading = yield* operator.read(region);
    const item = reading?.items[distribution];
    if (item && isSameWrite(item, write)) {
      const undone = writeOf(operator, before, item, operator.now());
      if ((yield* operator.write(region, { distribution, write: undone, expected: item })) === 'written') return;
    }
    yield* operator.sleep(LOOK_MS);
  }
}

/** Whether an item is what one write made of it. */
function isSameWrite(item: Item, { updatedAtMs, updatedBy }: Write): boolean {
  return item.updatedAtMs === updatedAtMs && item.updatedBy === updatedBy;
}

/** Another distribution that is wanted. */
export function wantedBesides({ items }: Reading, distribution: number, now: Moment): Item | undefined {
  return items.find((item, index) => index !== distribution && isWanted(item.standing, now.earliestMs));
}

function writeOf(operator: Operator, { ...said }: Intent, before: Item, now: Moment): Write {
  const closes = !said.open && isWanted(before.standing, now.nowMs);
  return {
    said,
    written: said,
    updatedAtMs: now.nowMs,
    updatedBy: operator.options.name,
    closedAtMs: closes ? Math.floor(now.nowMs / 1000) * 1000 : before.closedAtMs,
  };
}
