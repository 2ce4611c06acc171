import { secondsOf } from '../state/intent.js';
import { type LastChange, lastChange } from '../state/state-reading.js';
import { type Closing, DRAIN_STEPS, drainThenClose } from './drain-then-close.js';
import { type FailoverResult, planOf, stopwatch, warnOfSilence } from './failover-context.js';
import { type CloseOptions, planClose } from './plan-close.js';
import { probeUntil } from './probe.js';
import { settleClose } from './settle-close.js';
import { watchSteering } from './steering-watch.js';

/** All times are ms from the start of the close. */
export interface CloseResult extends FailoverResult {
  /**
   * - `closed`: written, and the 404 was seen
   * - `unconfirmed`: written, but the 404 was not seen in time; `lastSeen` says what was
   * - `already-closed`: nothing was written
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
  /** When the close lapses, in epoch seconds, as `--json` prints it; absent when it has no end. */
  closedUntil?: number;
  /** What the distribution answered last. */
  lastSeen?: string;
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
 * A failure before the close is written takes the drain back.
 *
 * @throws CvsError LAST_OPEN_DISTRIBUTION, DESTINATION_UNHEALTHY, CLOSED_AT_ONCE, and as `StateTable.change`; the signal's
 * reason when it aborts
 */
export async function closeDistribution(options: CloseOptions): Promise<CloseResult> {
  const { table, target, clock, report } = options;
  const { distributionDomain: domain, region } = target;
  const elapsed = stopwatch(clock);
  const reading = await table.read(options.signal);
  warnOfSilence(report, reading);
  const current = reading.state.distributions.find((one) => one.domain === domain);
  // A close without an end that is to have none has nothing to write.
  if (current && !current.open && current.closedUntilMs === undefined && options.closeForS === undefined) {
    return { outcome: 'already-closed', domain, region, replica: reading.replica, by: lastChange(reading, domain) };
  }
  const plan = await planClose(options, reading);
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
    report({ type: 'step', id: 'confirm', status: 'started' });
    const [{ effectiveMs, last }, replicas] = await Promise.all([
      probeUntil({ ...options, signal }, 'confirm', (status) => status === 404, elapsed),
      settleClose(options, closed, drained),
    ]);
    // Without a drain the 404 is seen first: the steering manifest is cached, and made from what a copilot remembers.
    const late = clock.sleep(effectiveMs === undefined ? 0 : STEERED_BOUND_MS, signal).then(nothing, nothing);
    return {
      outcome: effectiveMs === undefined ? 'unconfirmed' : 'closed',
      domain,
      region,
      replica: closed.replica,
      replicas,
      drainedMs: drained?.atMs,
      steeredMs: await Promise.race([steered, late]),
      closedMs: closed.atMs,
      effectiveMs,
      closedUntil: secondsOf(closed.after.closedUntilMs),
      lastSeen: last,
      forced: plan.forced,
    };
  } finally {
    ended.abort();
  }
}

const nothing = () => undefined;

const CLOSE_STEPS = [
  { id: 'close', title: 'Close the distribution' },
  { id: 'confirm', title: 'See the 404' },
];
