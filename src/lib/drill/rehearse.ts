import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { runStep } from '../progress.js';
import type { Viewer } from '../synthetic-viewer/viewer.js';
import type { DrillFailure } from './drill-failure.js';
import type { DrillOptions } from './drill-options.js';
import type { Begun, Exercise, ExerciseContext } from './exercises/exercise.js';
import type { Rehearsal } from './observation.js';
import { DrillAborted, startGuard } from './safety.js';
import type { Abort, DrillEvent, Timeline } from './timeline.js';

/** A viewer of a drill. */
export interface DrillAudience {
  viewer: Viewer;
  /** False for a player that knows no content steering. */
  steering: boolean;
  /** Whether it plays the target when the rehearsal begins. */
  affected: boolean;
}

export interface RehearsalOptions extends DrillOptions {
  exercise: Exercise;
  /** The region that it is done to. */
  target: StreamRegion;
  audience: readonly DrillAudience[];
  timeline: Timeline;
  /** Aborts with DrillAborted when the drill's lease is lost. */
  leaseLost?: AbortSignal;
}

/** How long viewers get to come back, in ms: three readings of the steering manifest. */
export const BACK_WITHIN_MS = 15_000;

/**
 * Does something to a region while viewers watch, lets it last, takes it back whatever happened, and lets viewers come
 * back.
 *
 * @throws as the exercise; the signal's reason when it aborts. The region serves again by then.
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const { clock, timeline, exercise } = options;
  const note = (event: DrillEvent) => timeline.add(clock.monotonic(), { type: 'drill' }, event);
  const context: ExerciseContext = { ...options, note };
  const startMs = clock.monotonic();
  const problems: DrillFailure[] = [];
  const guard = startGuard(options);
  let begun: Begun | undefined;
  let aborted: Abort | undefined;
  let undrainedAtMs: number | undefined;
  try {
    begun = await exercise.begin(context, problems, guard.signal);
    await hold(options, guard.signal);
  } catch (error) {
    // A close that is interrupted says that it stands, which is over in a moment.
    const reason: unknown = guard.signal.aborted ? guard.signal.reason : error;
    if (!(reason instanceof DrillAborted)) throw reason;
    aborted = reason.abort;
    note({ type: 'aborted', abort: aborted });
  } finally {
    await guard.end();
    undrainedAtMs = await exercise.end(context, problems);
  }
  if (undrainedAtMs !== undefined) await letViewersReturn(options);
  note({ type: 'ended' });
  return {
    startedAtMs: startMs,
    drainedAtMs: begun?.drainedAtMs,
    effectiveAtMs: begun?.effectiveAtMs ?? clock.monotonic(),
    closeEffectiveMs: begun?.closeEffectiveMs,
    undrainedAtMs,
    aborted,
    problems,
  };
}

/**
 * The stream region behind a viewer's pathway: the pathway's id is the region's name, or, where the merged master
 * playlist names no pathways, the host that the viewer plays from.
 */
export function regionOfPathway(cluster: Cluster, pathway: string | undefined): StreamRegion | undefined {
  return cluster.regions.find(
    ({ region, distributionDomain, distributionPlaylistUrl }) =>
      pathway === region || pathway === distributionDomain || pathway === new URL(distributionPlaylistUrl).host,
  );
}

async function hold({ report, clock, holdMs, audience }: RehearsalOptions, signal: AbortSignal): Promise<void> {
  const pathways = () => new Set(audience.map(({ viewer }) => viewer.snapshot().pathway));
  const playing = () => `viewers play from ${[...pathways()].join(', ')}`;
  await runStep(report, 'hold', () => clock.sleep(holdMs, signal), playing);
}

/** Gives viewers that follow steering the time to come back. */
async function letViewersReturn({ cluster, target, audience, signal }: RehearsalOptions): Promise<void> {
  const leaving = audience.filter(({ steering, affected }) => steering && affected);
  await Promise.all(
    leaving.map(({ viewer }) =>
      viewer.waitFor(({ pathway }) => regionOfPathway(cluster, pathway) === target, BACK_WITHIN_MS, signal),
    ),
  );
}
