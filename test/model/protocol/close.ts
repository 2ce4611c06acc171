import { LEAVE_MS } from '../../../src/lib/failover/plan-close.js';
import { ANSWER_BOUND_MS, SETTLE_MS } from '../../../src/lib/serving/times.js';
import { type Intent, inForceFromMs, isDrained, isWanted } from '../../../src/lib/serving/what-to-serve.js';
import { closedIntent, drainedIntent, reroutedIntent, tidied } from '../../../src/lib/state/intent.js';
import type { Moment } from '../../../src/lib/state/replica-clock.js';
import type { Steps } from '../simulation.js';
import { domainOf, type Item, regionOf, sameIntent } from '../table.js';
import { type Change, change, type Refusal } from './change.js';
import type { Operator, Reading } from './operator.js';
import { playersKnowMs } from './players-know.js';
import { settle } from './settle.js';
import { isEverywhere, type Sight, spread } from './spread.js';

export interface CloseOptions {
  distribution: number;
  /** Without a drain, unless another distribution's origin answers until players have left. */
  now?: boolean;
  /** The distribution whose origin answers until players have left. */
  instead?: number;
  /** It lapses so many seconds after it begins. */
  forS?: number;
}

/** After the players' time to leave, in ms, a drain lapses that no close followed. */
const DRAIN_LAPSES_MS = 60_000;
/** How often the distribution is asked for its 404, for how long at most, and for how long at least, in ms. */
const PROBE_EVERY_MS = 500;
const PROBE_MS = 60_000;
const HOPE_MS = 5000;

/** Closes a distribution, as `failover close` does. */
export function* close(operator: Operator, options: CloseOptions): Steps {
  const { sim } = operator.world;
  const { distribution, instead } = options;
  const isAbrupt = options.now === true && instead === undefined;
  const decision = operator.begin('close', distribution);
  decision.isAbrupt = isAbrupt;
  const first = yield* operator.readFirst();
  if (!first) return operator.end('no replica answers', false);
  yield* tidyOthers(operator, first, distribution);
  const isServing = isWanted((first.items[distribution] as Item).standing, operator.now().nowMs);
  let drained: Change | undefined;
  let leftMs = Number.NEGATIVE_INFINITY;
  if (!isAbrupt && isServing) {
    const made = yield* drainFirst(operator, options);
    if (typeof made === 'string') return operator.end(made, false);
    drained = made;
    leftMs = made.landedMs + LEAVE_MS;
    const leave = operator.sleep(LEAVE_MS - ANSWER_BOUND_MS - SETTLE_MS);
    yield* sim.together<unknown>([spread(operator, made), leave]);
  }
  let isTakenBack = false;
  const closed = yield* change(operator, {
    distribution,
    to: (before, moment, reading) => {
      // Somebody let players return.
      isTakenBack =
        drained !== undefined && isWanted(before, moment.earliestMs) && !isDrained(before, moment.earliestMs);
      return isTakenBack ? before : pendingIntent(operator, before, moment, { ...options, leftMs, reading });
    },
    keepAnother: true,
  });
  if (isTakenBack) return operator.end('opened meanwhile', false);
  if (typeof closed === 'string') {
    if (drained) yield* takeBack(operator, drained);
    return operator.end(closed, false);
  }
  decision.lapsesMs = closed.write.said.closedUntilMs;
  const [sights, seen] = yield* sim.together<readonly Sight[] | 'withdrawn' | boolean>([
    settle(operator, closed, drained),
    sees404(operator, distribution),
  ]);
  if (sights === 'withdrawn') return operator.end('withdrawn', false);
  const inForce = seen === true && isEverywhere(sights as readonly Sight[]);
  operator.end(inForce ? 'closed' : 'unconfirmed', inForce);
}

/** Writes the close pending; one that stands stays as it is. */
function pendingIntent(
  operator: Operator,
  before: Intent,
  now: Moment,
  { distribution, forS, leftMs, reading }: CloseOptions & { leftMs: number; reading: Reading },
): Intent {
  const { rules, sim } = operator.world;
  const notBeforeMs = Math.max(now.latestMs + leftMs - sim.nowMs, playersKnowMs(operator, reading, distribution, now));
  const untilMs = (beginsMs: number) => (forS === undefined ? undefined : wholeSecond(beginsMs + forS * 1000));
  const intent = closedIntent(before, now, { notBeforeMs, untilMs });
  // A weaker protocol leaves less time.
  const less = ANSWER_BOUND_MS + SETTLE_MS - rules.answerBoundMs - rules.settleMs;
  if (less === 0 || !isWanted(before, now.earliestMs)) return intent;
  return { ...intent, closedFromMs: Math.max(notBeforeMs, (intent.closedFromMs as number) - less) };
}

function* drainFirst(operator: Operator, { distribution, instead, forS }: CloseOptions): Steps<Change | Refusal> {
  const lapsesMs = forS === undefined ? DRAIN_LAPSES_MS : forS * 1000;
  const to = (before: Intent, now: Moment): Intent => {
    const closedUntilMs = wholeSecond(now.latestMs + LEAVE_MS + lapsesMs);
    const drained = drainedIntent(before, now);
    const stays = instead === undefined || drained.reroutedTo !== undefined;
    const served = stays ? drained : reroutedIntent(drained, { to: regionOf(instead), untilMs: closedUntilMs });
    return { ...served, closedUntilMs };
  };
  return yield* change(operator, { distribution, to, keepAnother: true });
}

function wholeSecond(ms: number): number {
  return Math.ceil(ms / 1000) * 1000;
}

function* takeBack(operator: Operator, { distribution, before, write }: Change): Steps {
  const { drained, closedUntilMs, reroutedTo, reroutedUntilMs } = before;
  const to = (now: Intent) =>
    sameIntent(now, write.said) ? { ...now, drained, closedUntilMs, reroutedTo, reroutedUntilMs } : now;
  const undrained = yield* change(operator, { distribution, to });
  if (typeof undrained !== 'string') yield* spread(operator, undrained, { patienceMs: 0 });
}

/** Repairs what a wrong clock or a lost machine left behind on the others. */
export function* tidyOthers(operator: Operator, { items }: Reading, distribution: number): Steps {
  for (const [other, { said, written, standing }] of items.entries()) {
    if (other === distribution || !sameIntent(said, written)) continue;
    if (sameIntent(tidied(standing, operator.now()), standing)) continue;
    const tidier = yield* change(operator, { distribution: other, to: tidied });
    if (typeof tidier !== 'string') yield* spread(operator, tidier, { patienceMs: 0 });
  }
}

/** Whether the 404 is seen: for as long as it may come as things stand. */
function* sees404(operator: Operator, distribution: number): Steps<boolean> {
  const { sim } = operator.world;
  const startMs = sim.nowMs;
  while (!operator.probes404(distribution)) {
    const waitedMs = sim.nowMs - startMs;
    if (waitedMs > PROBE_MS) return false;
    if (waitedMs > HOPE_MS) {
      const reading = yield* operator.readFirst();
      if (reading && isHopeless(operator, reading, distribution)) return false;
    }
    yield* operator.sleep(PROBE_EVERY_MS);
  }
  return true;
}

/** Whether another close stands against this one, or somebody opened it again. */
function isHopeless(operator: Operator, { items }: Reading, distribution: number): boolean {
  const state = { distributions: items.map(({ standing }) => standing), health: new Map() };
  return inForceFromMs(state, domainOf(distribution), operator.now().nowMs) === Number.POSITIVE_INFINITY;
}
