import type { ViewerStats } from '../synthetic-viewer/viewer.js';
import type { ViewerFailure } from './drill-failure.js';
import type { DrillObservation, DrillViewer } from './observation.js';
import type { Seen } from './seen.js';

/** How much later than a viewer the drill may see the 404, in ms. */
const SEEN_LATE_MS = 5000;

/** What is wrong with a viewer, and how long it took to leave and to come back. Pure. */
export function judgeViewer(
  stats: DrillViewer,
  observation: DrillObservation,
  seen: Seen,
): { viewer: DrillViewer; failures: ViewerFailure[] } {
  const { isTarget, drainedAtMs, effectiveAtMs, undrainedAtMs, exercise, target, backWithinMs } = observation;
  const { affected, switches, steering } = stats;
  const toldAtMs = steering ? drainedAtMs : undefined;
  // A viewer may see the 404 up to a probe's interval before the drill sees it.
  const movedFromMs = exercise === 'close' ? (drainedAtMs ?? effectiveAtMs - SEEN_LATE_MS) : observation.startedAtMs;
  const left = switches.find(({ from, atMs }) => isTarget(from) && atMs >= movedFromMs);
  // A viewer that saw the 404 before the drill saw it left at once.
  const switchMs =
    affected && left !== undefined ? Math.max(0, Math.round(left.atMs - (toldAtMs ?? effectiveAtMs))) : undefined;
  const [backMs] = switches.flatMap(({ to, atMs }) =>
    undrainedAtMs !== undefined && isTarget(to) && atMs >= undrainedAtMs ? Math.round(atMs - undrainedAtMs) : [],
  );
  // After an error a player leaves a region alone for minutes, whatever it is told.
  const mustReturn = steering && affected && left?.because === 'steering' && undrainedAtMs !== undefined;
  const departure = { toldAtMs, leftAtMs: left?.atMs, switchMs };

  const failures: ViewerFailure[] = [];
  if (stats.failure !== undefined) failures.push({ type: 'gave-up', why: stats.failure });
  if (affected) failures.push(...departureFailures(departure, steering, observation, seen));
  if (mustReturn && backMs === undefined) {
    const toldBack = !seen.staysAway;
    failures.push({ type: 'did-not-come-back', region: target.region, allowedMs: backWithinMs, toldBack });
  }
  failures.push(...harmFailures(stats, observation, seen));
  return { viewer: { ...stats, switchMs, backMs }, failures };
}

function departureFailures(
  { toldAtMs, leftAtMs, switchMs }: { toldAtMs?: number; leftAtMs?: number; switchMs?: number },
  steering: boolean,
  { target: { region }, effectiveAtMs, objectives, exercise }: DrillObservation,
  { reroutedAtMs }: Seen,
): ViewerFailure[] {
  // Viewers that are served from another region need not leave; those that know no steering cannot be told to.
  if (exercise !== 'close' && (reroutedAtMs !== undefined || !steering)) return [];
  if (leftAtMs === undefined || switchMs === undefined) return [{ type: 'did-not-leave', region }];
  if (exercise === 'close' && toldAtMs !== undefined && leftAtMs > effectiveAtMs)
    return [{ type: 'left-late', region }];
  if (switchMs <= objectives.maxSwitchMs) return [];
  return [{ type: 'left-slowly', region, ms: switchMs, allowedMs: objectives.maxSwitchMs }];
}

/** Errors and stalls that it should have been spared. */
function harmFailures(
  stats: DrillViewer,
  { objectives, exercise, isTarget }: DrillObservation,
  { reroutedAtMs }: Seen,
): ViewerFailure[] {
  const { longestStallMs: ms, steering, affected } = stats;
  // What knows no steering leaves a closed region by its 404, and a broken one not at all unless its edge is rerouted.
  const stays = affected && !steering && exercise !== 'close' && reroutedAtMs === undefined;
  const meetsErrors = stays || (affected && !steering && exercise === 'close');
  const all = { count: stats.errorResponses, first: stats.errors[0] };
  const { count, first } = meetsErrors ? elsewhere(stats, isTarget) : all;
  return [
    ...(count > objectives.maxErrors ? [{ type: 'error-responses' as const, count, first }] : []),
    ...(ms > objectives.maxStallMs && !stays
      ? [{ type: 'stalled' as const, ms, allowedMs: objectives.maxStallMs }]
      : []),
  ];
}

/** The errors that did not come from the target; those that are kept word for word. */
function elsewhere({ errors }: ViewerStats, isTarget: (pathway: string) => boolean) {
  const other = errors.filter(({ pathway }) => pathway === undefined || !isTarget(pathway));
  return { count: other.length, first: other[0] };
}
