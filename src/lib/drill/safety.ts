import type { StreamRegion } from '../cluster/cluster.js';
import { freshness, isWanted } from '../serving/what-to-serve.js';
import { spreadChange } from '../state/spread-change.js';
import type { ChangeRequest } from '../state/state-table.js';
import type { Viewer } from '../synthetic-viewer/viewer.js';
import { DRILL_REASON, decidedByOthers } from './decided-by-others.js';
import type { DrillOptions } from './drill-options.js';
import type { Exercise, Lasting } from './exercises/exercise.js';
import type { Abort } from './timeline.js';

/** How long a drill's close lasts when it is no longer renewed, in seconds. */
export const DEAD_MAN_S = 60;
/** How often it is renewed, in ms: two renewals may fail. */
export const RENEW_MS = 20_000;
/** How long a viewer may stall, in ms, where nothing else is asked for. */
const ABORT_AFTER_MS = 5000;
/** How often viewers are checked, and how often the state table is read, in ms. */
const LOOK_MS = 250;
const READ_MS = 2000;

/** What ends a drill before its time. */
export class DrillAborted extends Error {
  override readonly name = 'DrillAborted';

  constructor(readonly abort: Abort) {
    super(`the drill was aborted: ${abort.type}`);
  }
}

/**
 * Keeps the exercise up and watches the viewers until its end.
 *
 * @returns `signal`: aborts with DrillAborted when viewers come to harm or the lease is lost, and with the caller's
 */
export function startGuard(
  options: DrillOptions & {
    exercise: Exercise;
    target: StreamRegion;
    audience: readonly { viewer: Viewer }[];
    leaseLost?: AbortSignal;
  },
): {
  signal: AbortSignal;
  end: () => Promise<unknown>;
} {
  const { audience, abortAfterMs = ABORT_AFTER_MS, leaseLost } = options;
  const outer = options.signal ? [options.signal] : [];
  const ended = new AbortController();
  const harmed = new AbortController();
  const guarded = { ...options, signal: AbortSignal.any([...outer, ended.signal]) };
  const viewers = options.exercise.harmless ? [] : audience.map(({ viewer }) => viewer);
  const renewing = options.exercise.keepUp?.(guarded);
  const watching = watchForHarm(guarded, viewers, abortAfterMs).then((harm) => harm && harmed.abort(harm));
  return {
    signal: AbortSignal.any([...outer, harmed.signal, ...(leaseLost ? [leaseLost] : [])]),
    end: () => {
      ended.abort();
      return Promise.all([renewing, watching]);
    },
  };
}

/**
 * Puts off the moment at which the drill's close lapses by itself, again and again until the signal aborts. A renewal that
 * fails is tried again; when none succeeds, the region opens, which is the purpose.
 */
export async function renewDeadMan({ table, target, clock, signal }: Lasting): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(RENEW_MS, signal).catch(() => {});
    if (signal.aborted) return;
    const request: ChangeRequest = {
      domain: target.distributionDomain,
      action: 'renew',
      // A close that has lapsed is over: a renewal does not close again. One that somebody else made keeps its end.
      change: (before, now, reading) =>
        before.closedUntilMs === undefined || isWanted(before, now.earliestMs) || decidedByOthers(reading)
          ? before
          : { ...before, closedUntilMs: Math.ceil(now.latestMs / 1000 + DEAD_MAN_S) * 1000 },
      reason: DRILL_REASON,
      recorded: false,
      keepAnotherOpen: true,
      signal,
    };
    try {
      await spreadChange(table, await table.change(request), {
        patienceMs: RENEW_MS / 4,
        reason: DRILL_REASON,
        signal,
      });
    } catch {
      // Tried again, until the close lapses.
    }
  }
}

/**
 * Watches for harm to viewers until the signal aborts: another region turns stale, somebody closes or drains one, or a
 * viewer stalls for longer than `abortAfterMs`.
 *
 * @returns why the drill must end; undefined when the signal aborted
 */
async function watchForHarm(
  { cluster, table, target, clock, signal }: Lasting,
  viewers: readonly Viewer[],
  abortAfterMs: number,
): Promise<DrillAborted | undefined> {
  let readAtMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const nowMs = clock.monotonic();
    for (const [index, viewer] of viewers.entries()) {
      const { state, longestStallMs } = viewer.snapshot();
      if (state === 'stalled' && longestStallMs > abortAfterMs) {
        return new DrillAborted({ type: 'stalled', viewer: index + 1, limitMs: abortAfterMs });
      }
    }
    if (nowMs - readAtMs >= READ_MS) {
      readAtMs = nowMs;
      const reading = await table.read(signal).catch(() => undefined);
      const stale = cluster.regions.find(
        (one) =>
          one !== target && reading && freshness(reading.state, one.distributionDomain, reading.nowMs) === 'stale',
      );
      if (stale) return new DrillAborted({ type: 'stale', region: stale.region, drilledRegion: target.region });
      const decided = reading && decidedByOthers(reading);
      if (decided) return new DrillAborted({ type: 'decided', ...decided });
    }
    await clock.sleep(LOOK_MS, signal).catch(() => {});
  }
  return undefined;
}
