import type { StreamRegion } from '../cluster/cluster.js';
import type { ViewerStats } from '../synthetic-viewer/viewer.js';
import type { DrillCheck } from './await-ready.js';
import type { DrillFailure } from './drill-failure.js';
import type { Objectives } from './drill-options.js';
import type { ExerciseType } from './exercises/exercise.js';
import type { Abort, TimelineEntry } from './timeline.js';

/** What a viewer saw, and what kind of viewer it was. */
export interface DrillViewer extends ViewerStats {
  /** False for a player that knows no content steering: it moves when it meets the 404. */
  steering: boolean;
  /** Whether it played the target when the exercise began. */
  affected: boolean;
  /** How long it took to leave, in ms; absent when it did not leave, or played another region. */
  switchMs?: number;
  /** How long after players were let back it was back, in ms; absent when it was not. */
  backMs?: number;
}

/** What happened when something was done to the region, and taken back. All moments are ms on the monotonic clock. */
export interface Rehearsal {
  startedAtMs: number;
  /** When the drain was written; absent when there was none: players saw the 404. */
  drainedAtMs?: number;
  /** When the close took effect, or the fault began, or the rehearsal ended without that. */
  effectiveAtMs: number;
  /** From the start of the close until the 404 was seen, in ms; absent when it was not. */
  closeEffectiveMs?: number;
  /** When players were let back; absent when they were not. */
  undrainedAtMs?: number;
  /** Why it ended before its time. */
  aborted?: Abort;
  /** What of the region was not as it should be: not seen closed, for example, or not opened again. */
  problems: readonly DrillFailure[];
}

export interface DrillObservation extends Rehearsal {
  exercise: ExerciseType;
  /** Such as `freeze`; of a `fault`. */
  fault?: string;
  /** The region that it was done to. */
  target: StreamRegion;
  /** Whether a viewer on this pathway plays from the target. */
  isTarget: (pathway: string) => boolean;
  /** Of each viewer, from its start to the end of the drill. */
  viewers: readonly DrillViewer[];
  /** What was found before it began. */
  checks: readonly DrillCheck[];
  objectives: Objectives;
  /** How long viewers had to come back, in ms. */
  backWithinMs: number;
  timeline: readonly TimelineEntry[];
  /** What the timeline's moments count from, in ms on the monotonic clock. */
  timelineStartMs: number;
}
