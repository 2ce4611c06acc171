import { isClosedAnswer } from '../hls/closed-answer.js';
import { inForceFromMs, isWanted } from '../serving/what-to-serve.js';
import { secondsOf } from '../state/intent.js';
import { type LastChange, lastChange } from '../state/state-reading.js';
import { type Closing, DRAIN_STEPS, drainThenClose, type Written } from './drain-then-close.js';
import {
  type FailoverResult,
  isEverywhere,
  planOf,
  printedSights,
  readFirst,
  stopwatch,
  wasCarried,
} from './failover-context.js';
import { interruptedChange } from './interrupted-change.js';
import { type CloseOptions, type ClosePlan, planClose } from './plan-close.js';
import { probeUntil } from './probe.js';
import { settleClose } from './settle-close.js';
import { watchSteering } from './steering-watch.js';
import { tidyOthers } from './tidy-others.js';
import { type Against, againstClose } from './what-stands-against.js';

/** All times are ms from the start of the close. */
export interface CloseResult extends FailoverResult {
  /**
   * - `closed`: written, and the 404 was seen
   * - `unconfirmed`: it is not in force, or not everywhere: `lastSeen` says what was seen, `against` what speaks against it
   * - `already-closed`: nothing had to be written, and the 404 was seen
   */
  outcome: 'closed' | 'unconfirmed' | 'already-closed';
  /** When `drained` was written; absent when the drain was skipped. */
  drainedMs?: number;
  /** When the steering manifest was seen to send players elsewhere; absent when that was not looked at, or not seen. */
  steeredMs?: number;
  /** When `distro_open` was written. */
  closedMs?: number;
  /** When the 404 was seen. */
  effectiveMs?: number;
  /** The region whose origin served until players had left; absent where none did. */
  reroutedTo?: string;
  /** When the close lapses, in epoch seconds, as `--json` prints it; absent when it has no end. */
  closedUntil?: number;
  /** What the distribution answered last. */
  lastSeen?: string;
  /** Why it is not in force, and what to do; of `unconfirmed`. */
  against?: Against;
  /** Who closed it before, when (ISO 8601) and why; of `already-closed`, where it was closed by cvs. */
  by?: LastChange;
}

/** How long after the 404 the steering manifest may come, in ms: a replication, a copilot's memory and the manifest's age. */
const STEERED_BOUND_MS = 3000;

/**
 * Closes a distribution without viewers noticing: players are steered away, get two TTLs of the steering manifest to leave,
 * and then the distribution answers 404. The close is written before that time is over and begins when it is over, so that
 * two closes of two regions at the same moment are noticed before either is in force.
 *
 * A distribution that is closed already is treated alike: whatever replica does not say so is made to, and the 404 is seen.
 * A failure before the close is written takes the drain back.
 *
 * @throws CvsError LAST_OPEN_DISTRIBUTION, DESTINATION_UNHEALTHY, CLOSED_AT_ONCE, INTERRUPTED, and as `StateTable.change`;
 * the signal's reason when it aborts before anything stands
 */
export async function closeDistribution(options: CloseOptions): Promise<CloseResult> {
  const { target, clock, report } = options;
  const elapsed = stopwatch(clock);
  const reading = await tidyOthers(options, await readFirst(options));
  const current = reading.state.distributions.find((one) => one.domain === target.distributionDomain);
  const stood = current !== undefined && !isWanted(current, reading.nowMs);
  const plan: ClosePlan = stood ? { steered: false } : await planClose(options, reading);
  report({ type: 'plan', steps: planOf(target, plan.steered ? [...DRAIN_STEPS, ...CLOSE_STEPS] : CLOSE_STEPS) });

  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(options.signal ? [options.signal] : [])]);
  let steered: Promise<number | undefined> | undefined;
  const closing: Closing = {
    ...options,
    ...plan,
    elapsed,
    watchSteering: () => {
      steered ??= watchSteering(options, elapsed, signal);
    },
  };
  try {
    const { drained, closed } = await drainThenClose(closing, reading);
    closing.watchSteering();
    const { carried, ...result } = await confirmClose({ ...closing, signal }, closed, drained);
    // Without a drain the 404 is seen first: the steering manifest is cached, and made from what a copilot remembers.
    const late = clock.sleep(result.effectiveMs === undefined ? 0 : STEERED_BOUND_MS, signal).then(nothing, nothing);
    return {
      ...result,
      outcome: result.against ? 'unconfirmed' : closed.changed || carried ? 'closed' : 'already-closed',
      replica: closed.replica,
      drainedMs: drained?.atElapsedMs,
      steeredMs: closed.changed ? await Promise.race([steered, late]) : undefined,
      closedMs: closed.changed ? closed.atElapsedMs : undefined,
      closedUntil: secondsOf(closed.after.closedUntilMs),
      reroutedTo: drained && plan.reroutedTo,
      forced: plan.forced,
      by: closed.changed ? undefined : lastChange(reading, target.distributionDomain),
    };
  } catch (error) {
    throw await interruptedChange(options, [target], error);
  } finally {
    ended.abort();
  }
}

const nothing = () => undefined;

const CLOSE_STEPS = [
  { id: 'close', title: 'Close the distribution' },
  { id: 'confirm', title: 'See the 404' },
];

/** Brings a close into every replica and sees its 404. */
async function confirmClose(closing: Closing, closed: Written, drained: Written | undefined) {
  const { table, target, report, elapsed, signal } = closing;
  const { distributionDomain: domain, region } = target;
  report({ type: 'step', id: 'confirm', status: 'started' });
  /** Another close may stand against this one, or somebody may have opened it again. */
  const hopeless = async () => {
    const { state, nowMs } = await table.read(signal);
    return inForceFromMs(state, domain, nowMs) === Number.POSITIVE_INFINITY;
  };
  const [sights, { effectiveMs, last }] = await Promise.all([
    settleClose(closing, closed, drained),
    probeUntil(closing, 'confirm', isClosedAnswer, elapsed, hopeless),
  ]);
  const inForce = effectiveMs !== undefined && isEverywhere(sights);
  const against = inForce ? undefined : againstClose(closing, await table.read(signal), sights, last);
  const carried = wasCarried(sights);
  return { domain, region, replicas: printedSights(sights), effectiveMs, lastSeen: last, against, carried };
}
