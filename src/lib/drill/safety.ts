import type { StreamRegion } from '../cluster/cluster.js';
import { freshness } from '../serving/what-to-serve.js';
import type { Viewer } from '../synthetic-viewer/viewer.js';
import { decidedByOthers } from './decided-by-others.js';
import type { DrillOptions } from './drill-options.js';
import type { Exercise, Lasting } from './exercises/exercise.js';
import type { Abort } from './timeline.js';

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
