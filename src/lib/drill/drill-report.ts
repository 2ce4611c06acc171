import type { DrillFailure } from './drill-failure.js';
import { judgeViewer } from './judge-viewer.js';
import type { DrillObservation } from './observation.js';
import { seenOf } from './seen.js';

export interface DrillReport
  extends Pick<
    DrillObservation,
    'exercise' | 'fault' | 'viewers' | 'closeEffectiveMs' | 'aborted' | 'checks' | 'objectives' | 'timeline'
  > {
  /** What was closed, or had the fault. */
  region: string;
  domain: string;
  /**
   * From the write of the drain (of the close, where there was none) or the beginning of the fault until the last viewer that
   * follows steering had left, in ms; absent when one did not leave.
   */
  drainToSwitchMs?: number;
  /** From the start of the exercise until the steering manifest named another region first, in ms; absent when it did not. */
  steeredAwayMs?: number;
  /** From the start of the exercise until the distribution was seen to serve from another region's origin, in ms. */
  reroutedMs?: number;
  /** The region whose origin it was. */
  servedFrom?: string;
  /** Whether the region was seen to serve again, and players may come back. */
  reopened: boolean;
  outcome: 'passed' | 'failed';
  /** Empty when the drill passed. */
  failures: readonly DrillFailure[];
}

/** Judges what a drill observed against the objectives. Pure. */
export function judge(observation: DrillObservation): DrillReport {
  const { target, startedAtMs, drainedAtMs, undrainedAtMs, problems, exercise } = observation;
  const { closeEffectiveMs, aborted, checks, objectives, timeline, fault } = observation;
  const seen = seenOf(observation);
  const judged = observation.viewers.map((viewer) => judgeViewer(viewer, observation, seen));
  const viewers = judged.map(({ viewer }) => viewer);
  const { region } = target;
  const since = (atMs: number | undefined) => (atMs === undefined ? undefined : Math.round(atMs - startedAtMs));
  const noticed = exercise === 'close' || seen.steeredAwayAtMs !== undefined || seen.reroutedAtMs !== undefined;
  const failures: DrillFailure[] = [
    ...(aborted ? [{ type: 'aborted' as const, abort: aborted }] : []),
    ...(viewers.some(({ affected }) => affected) ? [] : [{ type: 'nobody-there' as const, region }]),
    ...problems,
    ...(noticed || aborted ? [] : [{ type: 'not-noticed' as const, region }]),
    ...judged.flatMap(({ failures }, index) => failures.map((failure) => ({ viewer: index + 1, ...failure }))),
  ];
  const told = exercise !== 'close' || drainedAtMs !== undefined;
  return {
    exercise,
    fault,
    region,
    domain: target.distributionDomain,
    viewers,
    drainToSwitchMs: longestSwitch(viewers.filter(({ steering, affected }) => (steering || !told) && affected)),
    closeEffectiveMs,
    steeredAwayMs: since(seen.steeredAwayAtMs),
    reroutedMs: since(seen.reroutedAtMs),
    servedFrom: seen.servedFrom,
    reopened: undrainedAtMs !== undefined,
    aborted,
    checks,
    objectives,
    timeline,
    outcome: failures.length === 0 ? 'passed' : 'failed',
    failures,
  };
}

/** Undefined when one of them did not leave, or there are none. */
function longestSwitch(viewers: readonly { switchMs?: number }[]): number | undefined {
  const all = viewers.map(({ switchMs }) => switchMs);
  return all.length > 0 && all.every((ms) => ms !== undefined) ? Math.max(...all) : undefined;
}
