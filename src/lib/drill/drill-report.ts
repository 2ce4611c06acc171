import type { StreamRegion } from '../cluster/cluster.js';
import type { ViewerError, ViewerStats } from '../synthetic-viewer/viewer.js';
import type { DrillCheck } from './await-ready.js';
import type { Objectives } from './drill-options.js';
import type { Abort, TimelineEntry } from './timeline.js';

/** What a viewer saw, and what kind of viewer it was. */
export interface DrillViewer extends ViewerStats {
  /** False for a player that knows no content steering: it moves when it meets the 404. */
  steering: boolean;
  /** Whether it played the region that was closed when the close began. */
  affected: boolean;
  /** How long it took to leave, in ms; absent when it did not leave, or played another region. */
  switchMs?: number;
  /** How long after players were let back it was back, in ms; absent when it was not. */
  backMs?: number;
}

/** Something that was not as it should be: of the drill and its region, or of one viewer, counted from 1. */
export type DrillFailure =
  | { type: 'aborted'; abort: Abort }
  | { type: 'not-seen-closed'; region: string; lastSeen: string }
  | { type: 'not-reopened'; region: string; why: string }
  | { type: 'left-closed'; region: string; who: string }
  | ({ viewer: number } & ViewerFailure);

type ViewerFailure =
  | { type: 'gave-up'; why: string }
  | { type: 'did-not-leave' | 'left-late'; region: string }
  | { type: 'left-slowly'; region: string; ms: number; allowedMs: number }
  | { type: 'error-responses'; count: number; first?: ViewerError }
  | { type: 'stalled'; ms: number; allowedMs: number };

/** What happened when the region was closed and opened. All moments are ms on the monotonic clock. */
export interface Rehearsal {
  /** When the drain was written; absent when there was none: players saw the 404. */
  drainedAtMs?: number;
  /** When the close took effect, or the rehearsal ended without that. */
  closedAtMs: number;
  /** From the start of the close until the 404 was seen, in ms; absent when it was not. */
  closeEffectiveMs?: number;
  /** When players were let back; absent when the target was not opened again. */
  undrainedAtMs?: number;
  /** Why it ended before its time. */
  aborted?: Abort;
  /** A region that was not seen closed, or was not opened again. */
  problems: readonly DrillFailure[];
}

export interface DrillObservation extends Rehearsal {
  /** What was closed. */
  target: StreamRegion;
  /** Whether a viewer on this pathway plays from the target. */
  isTarget: (pathway: string) => boolean;
  /** Of each viewer, from its start to the end of the drill. */
  viewers: readonly DrillViewer[];
  /** What was found before it began. */
  checks: readonly DrillCheck[];
  objectives: Objectives;
  timeline: readonly TimelineEntry[];
}

export interface DrillReport
  extends Pick<DrillObservation, 'viewers' | 'closeEffectiveMs' | 'aborted' | 'checks' | 'objectives' | 'timeline'> {
  closedRegion: string;
  closedDomain: string;
  /**
   * From the write of the drain (of the close, where there was none) until the last viewer that follows steering had left,
   * in ms; absent when one did not leave.
   */
  drainToSwitchMs?: number;
  /** Whether the region was seen to serve again, and players may come back. */
  reopened: boolean;
  outcome: 'passed' | 'failed';
  /** Empty when the drill passed. */
  failures: readonly DrillFailure[];
}

/** How much later than a viewer the drill may see the 404, in ms. */
const SEEN_LATE_MS = 5000;

/** Judges what a drill observed against the objectives. Pure. */
export function judge(observation: DrillObservation): DrillReport {
  const { target, drainedAtMs, undrainedAtMs, problems } = observation;
  const { closeEffectiveMs, aborted, checks, objectives, timeline } = observation;
  const judged = observation.viewers.map((viewer) => judgeViewer(viewer, observation));
  const viewers = judged.map(({ viewer }) => viewer);
  const failures: DrillFailure[] = [
    ...(aborted ? [{ type: 'aborted' as const, abort: aborted }] : []),
    ...problems,
    ...judged.flatMap(({ failures }, index) => failures.map((failure) => ({ viewer: index + 1, ...failure }))),
  ];
  return {
    closedRegion: target.region,
    closedDomain: target.distributionDomain,
    viewers,
    drainToSwitchMs: longestSwitch(
      viewers.filter(({ steering, affected }) => (steering || drainedAtMs === undefined) && affected),
    ),
    closeEffectiveMs,
    reopened: undrainedAtMs !== undefined,
    aborted,
    checks,
    objectives,
    timeline,
    outcome: failures.length === 0 ? 'passed' : 'failed',
    failures,
  };
}

function judgeViewer(stats: DrillViewer, observation: DrillObservation) {
  const { isTarget, drainedAtMs, closedAtMs, undrainedAtMs, objectives } = observation;
  const { affected, errorResponses: count, longestStallMs: stallMs, switches } = stats;
  const toldAtMs = stats.steering ? drainedAtMs : undefined;
  // A viewer may see the 404 up to a probe's interval before the drill sees it.
  const movedFromMs = drainedAtMs ?? closedAtMs - SEEN_LATE_MS;
  const leftAtMs = switches.find(({ from, atMs }) => isTarget(from) && atMs >= movedFromMs)?.atMs;
  // A viewer that saw the 404 before the drill saw it left at once.
  const switchMs =
    affected && leftAtMs !== undefined ? Math.max(0, Math.round(leftAtMs - (toldAtMs ?? closedAtMs))) : undefined;
  const [backMs] = switches.flatMap(({ to, atMs }) =>
    undrainedAtMs !== undefined && isTarget(to) && atMs >= undrainedAtMs ? Math.round(atMs - undrainedAtMs) : [],
  );

  const failures: ViewerFailure[] = [];
  if (stats.failure !== undefined) failures.push({ type: 'gave-up', why: stats.failure });
  if (affected) failures.push(...departureFailures({ toldAtMs, leftAtMs, switchMs }, observation));
  if ((toldAtMs !== undefined || !affected) && count > objectives.maxErrors) {
    failures.push({ type: 'error-responses', count, first: stats.errors[0] });
  }
  if (stallMs > objectives.maxStallMs) {
    failures.push({ type: 'stalled', ms: stallMs, allowedMs: objectives.maxStallMs });
  }
  return { viewer: { ...stats, switchMs, backMs }, failures };
}

function departureFailures(
  { toldAtMs, leftAtMs, switchMs }: { toldAtMs?: number; leftAtMs?: number; switchMs?: number },
  { target: { region }, closedAtMs, objectives }: DrillObservation,
): ViewerFailure[] {
  if (leftAtMs === undefined || switchMs === undefined) return [{ type: 'did-not-leave', region }];
  if (toldAtMs !== undefined && leftAtMs > closedAtMs) return [{ type: 'left-late', region }];
  if (switchMs <= objectives.maxSwitchMs) return [];
  return [{ type: 'left-slowly', region, ms: switchMs, allowedMs: objectives.maxSwitchMs }];
}

/** Undefined when one of them did not leave, or there are none. */
function longestSwitch(viewers: readonly DrillViewer[]): number | undefined {
  const all = viewers.map(({ switchMs }) => switchMs);
  return all.length > 0 && all.every((ms) => ms !== undefined) ? Math.max(...all) : undefined;
}
