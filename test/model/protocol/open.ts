import type { Intent } from '../../../src/lib/serving/what-to-serve.js';
import { drainedIntent, openIntent, undrainedIntent } from '../../../src/lib/state/intent.js';
import type { Steps } from '../simulation.js';
import { type Item, sameIntent } from '../table.js';
import { type Change, change } from './change.js';
import { tidyOthers } from './close.js';
import type { Operator } from './operator.js';
import { isEverywhere, spread } from './spread.js';

/** How long and how often the distribution is asked whether it serves, in ms. */
const PROBE_MS = 60_000;
const PROBE_EVERY_MS = 500;

/** Opens a distribution, as `failover open` does. */
export function* open(operator: Operator, distribution: number): Steps {
  const { rules } = operator.world;
  operator.begin('open', distribution);
  const first = yield* operator.readFirst();
  if (!first) return operator.end('no replica answers', false);
  yield* tidyOthers(operator, first, distribution);
  const { standing } = first.items[distribution] as Item;
  const stood = standing.open && !standing.drained && standing.closedUntilMs === undefined;
  const counted = (intent: Intent) => (rules.openFrom ? intent : { ...intent, openFromMs: undefined });
  const to = (before: Intent, now: ReturnType<Operator['now']>) => counted(openIntent(before, now, !stood));
  const opened = yield* change(operator, { distribution, to });
  if (typeof opened === 'string') return operator.end(opened, false);
  if (!(yield* sees200(operator, distribution))) return operator.end('does not serve', false);
  const { said } = opened.write;
  const undrained = yield* change(operator, {
    distribution,
    to: (current, now) => (sameIntent(current, said) ? counted(undrainedIntent(current, now)) : current),
  });
  if (typeof undrained === 'string') return operator.end(undrained, false);
  const sights = yield* spread(operator, undrained);
  const last = undrained.write.said;
  operator.end('open', last.open && !last.drained && isEverywhere(sights));
}

function* sees200(operator: Operator, distribution: number): Steps<boolean> {
  const { sim } = operator.world;
  const startMs = sim.nowMs;
  while (operator.probes404(distribution)) {
    if (sim.nowMs - startMs > PROBE_MS) return false;
    yield* operator.sleep(PROBE_EVERY_MS);
  }
  return true;
}

/** Drains a distribution, as `failover drain` does. */
export function* drain(operator: Operator, distribution: number): Steps {
  operator.begin('drain', distribution);
  const drained = yield* change(operator, { distribution, to: drainedIntent, keepAnother: true });
  if (typeof drained === 'string') return operator.end(drained, false);
  const sights = yield* spread(operator, drained, { keepAnother: true });
  operator.end('drained', isEverywhere(sights));
}

/** Closes every distribution on purpose, as `failover close --all --off-air` does: all are written before any is spread. */
export function* goOffAir(operator: Operator): Steps {
  const { sim, table } = operator.world;
  operator.begin('off-air');
  const written: Change[] = [];
  for (const distribution of table.items(0).keys()) {
    const to = (): Intent => ({ open: false, drained: false, offAir: true });
    const closed = yield* change(operator, { distribution, to });
    if (typeof closed === 'string') return operator.end(closed, false);
    written.push(closed);
  }
  const sights = yield* sim.together(written.map((one) => spread(operator, one)));
  operator.end('off the air', sights.every(isEverywhere));
}
