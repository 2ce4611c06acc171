import { runStep } from '../progress.js';
import { isWanted } from '../serving/what-to-serve.js';
import { drainedIntent } from '../state/intent.js';
import { datedIntent, type StateReading } from '../state/state-reading.js';
import { checkDestination } from './check-destination.js';
import {
  changeTarget,
  type FailoverContext,
  type FailoverResult,
  isEverywhere,
  planOf,
  printedSights,
  readFirst,
  spreadTarget,
  stopwatch,
  wasCarried,
} from './failover-context.js';
import { interruptedChange } from './interrupted-change.js';
import type { CloseOptions } from './plan-close.js';
import { watchSteering } from './steering-watch.js';
import { type Against, againstServing } from './what-stands-against.js';

export interface DrainResult extends FailoverResult {
  /**
   * - `drained`: written; the steering manifest was seen to send players elsewhere where it can be seen
   * - `already-drained`: the same, and nothing had to be written
   * - `unconfirmed`: written, but not in every replica that answers, or the steering manifest still sends players there
   */
  outcome: 'drained' | 'already-drained' | 'unconfirmed';
  /** Why it is not in force everywhere; of `unconfirmed`. */
  against?: Against;
  /** When the steering manifest was seen to send players elsewhere, in ms from the start; absent when it was not looked at. */
  steeredMs?: number;
  /** The distribution is closed: there are no players to steer away. */
  closed?: true;
  /** Players are not steered away for now: every other stream is stale, or the merged master playlist has no steering. */
  playersStay?: true;
}

/** How long the steering manifest may take to follow, in ms: a replication, a copilot's memory and the manifest's age. */
const STEERED_BOUND_MS = 5000;

/**
 * Steers players away from a distribution, which goes on serving those who stay. `openDistribution` undoes it.
 *
 * @throws CvsError LAST_OPEN_DISTRIBUTION when no other distribution is open, DESTINATION_UNHEALTHY,
 * INTERRUPTED, and as `StateTable.change`
 */
export async function drainDistribution(
  context: Pick<CloseOptions, keyof FailoverContext | 'findMasterUrl'>,
): Promise<DrainResult> {
  const reading = await readFirst(context);
  try {
    return await drainAndSee(context, reading);
  } catch (error) {
    throw await interruptedChange(context, [context.target], error);
  }
}

async function drainAndSee(context: CloseOptions, reading: StateReading): Promise<DrainResult> {
  const { cluster, target, clock, report } = context;
  const { distributionDomain: domain, region } = target;
  const elapsed = stopwatch(clock);
  const { forced, playersStay: othersStale } = await checkDestination(context, reading);
  const playersStay = othersStale || !cluster.masterPlaylist.steering;
  const warn = (why: string) => report({ type: 'warning', message: `Players stay in ${region}${why}.` });
  if (othersStale)
    warn(' until it is closed or the other stream is fresh: players are never steered to a stale stream');
  if (!cluster.masterPlaylist.steering) {
    warn(': the merged master playlist has no steering (masterPlaylist.steering: false)');
  }

  report({ type: 'plan', steps: planOf(target, [{ id: 'drain', title: 'Steer players away' }]) });
  const more = { forced: forced !== undefined, keepAnotherOpen: true };
  const change = await runStep(
    report,
    'drain',
    () =>
      changeTarget(
        context,
        'drain',
        (before, now, at) => drainedIntent(datedIntent(before, now, at, domain), now),
        more,
      ),
    (result) => (result.changed ? `written in ${result.replica}` : 'players were steered away already'),
  );
  const sights = await spreadTarget(context, change, { keepAnotherOpen: true });
  const closed = isWanted(change.after, reading.nowMs) ? undefined : (true as const);
  const { steeredMs, late } = closed || playersStay ? {} : await seeSteered(context, elapsed);
  const done = change.changed || wasCarried(sights) ? 'drained' : 'already-drained';
  const outcome = isEverywhere(sights) && !late ? done : 'unconfirmed';
  const replicas = printedSights(sights);
  const against =
    outcome === 'unconfirmed'
      ? againstServing(context, sights, {
          what: `${region} is drained in the state table, but players may still be sent to it.`,
          otherwise:
            'The steering manifest did not follow: is the copilot attached to the master playlist distribution?',
          again: 'drain',
        })
      : undefined;
  const stay = playersStay && !closed ? (true as const) : undefined;
  return {
    outcome,
    domain,
    region,
    replica: change.replica,
    replicas,
    steeredMs,
    closed,
    playersStay: stay,
    against,
    forced,
  };
}

/** Whether the steering manifest sends players elsewhere, and since when; nothing where it cannot be looked at. */
async function seeSteered(
  context: CloseOptions,
  elapsed: () => number,
): Promise<{ steeredMs?: number; late?: boolean }> {
  const { clock, signal } = context;
  const ended = new AbortController();
  const over = clock.sleep(STEERED_BOUND_MS, ended.signal).then(
    () => ended.abort(),
    () => {},
  );
  const steeredMs = await watchSteering(context, elapsed, AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]));
  const late = ended.signal.aborted;
  ended.abort();
  await over;
  signal?.throwIfAborted();
  return { steeredMs, late };
}
