import type { StreamRegion } from '../cluster/cluster.js';
import type { ViewerStats } from '../viewer/viewer.js';

/** What a drill is held to. */
export const OBJECTIVES = {
  /** Longest stall of any viewer, in ms. */
  maxStallMs: 1000,
  /** Error responses that a viewer may see while a drained distribution closes. */
  maxErrorResponses: 0,
} as const;

export interface DrillReport {
  closedRegion: string;
  closedDomain: string;
  /** Of each viewer, from its start to the end of the drill. */
  viewers: readonly ViewerStats[];
  /** From the write of the drain (of the close, where there was none) until the last viewer had left, in ms; absent when one did not leave. */
  drainToSwitchMs?: number;
  /** From the start of the close until the 404 was seen, in ms; absent when it was not. */
  closeEffectiveMs?: number;
  /** Whether the region was seen to serve again, and players may come back. */
  reopened: boolean;
  outcome: 'passed' | 'failed';
  /** What was not as it should be; empty when the drill passed. */
  failures: readonly string[];
}

export interface DrillObservation {
  /** What was closed. */
  target: StreamRegion;
  /** Whether a viewer on this pathway plays from the target. */
  isTarget: (pathway: string) => boolean;
  viewers: readonly ViewerStats[];
  /** When the drain was written, ms on the monotonic clock; absent when there was none: players saw the 404. */
  drainedAtMs?: number;
  /** When `distro_open` was written, ms on the monotonic clock. */
  closedAtMs: number;
  closeEffectiveMs?: number;
  reopened: boolean;
  /** What went wrong besides: a region that did not close or open. */
  problems: readonly string[];
}

/** Judges what a drill observed against the objectives. Pure. */
export function judge(observation: DrillObservation): DrillReport {
  const { target, isTarget, viewers, drainedAtMs, closedAtMs, closeEffectiveMs, reopened } = observation;
  const { region } = target;
  const drained = drainedAtMs !== undefined;
  const beganMs = drainedAtMs ?? closedAtMs;
  const failures = [...observation.problems];
  const left: number[] = [];
  viewers.forEach((viewer, index) => {
    const name = viewers.length === 1 ? 'the viewer' : `viewer ${index + 1}`;
    if (viewer.failure !== undefined) failures.push(`${name} gave up: ${viewer.failure}`);
    const departure = viewer.switches.find(({ from, atMs }) => isTarget(from) && atMs >= beganMs);
    if (!departure) failures.push(`${name} did not leave ${region}`);
    else {
      left.push(departure.atMs);
      if (drained && departure.atMs > closedAtMs) {
        failures.push(`${name} left ${region} only after it was closed`);
      }
    }
    if (drained && viewer.errorResponses > OBJECTIVES.maxErrorResponses) {
      const first = viewer.errors[0];
      const example = first ? `, the first ${first.what} for ${first.url}` : '';
      failures.push(`${name} saw ${viewer.errorResponses} error responses${example}`);
    }
    if (viewer.longestStallMs > OBJECTIVES.maxStallMs) {
      failures.push(`${name} stalled for ${viewer.longestStallMs} ms; ${OBJECTIVES.maxStallMs} ms are allowed`);
    }
  });
  if (!reopened) failures.push(`${region} was not opened again`);
  return {
    closedRegion: region,
    closedDomain: target.distributionDomain,
    viewers,
    ...(left.length === viewers.length ? { drainToSwitchMs: Math.round(Math.max(...left) - beganMs) } : {}),
    ...(closeEffectiveMs === undefined ? {} : { closeEffectiveMs }),
    reopened,
    outcome: failures.length === 0 ? 'passed' : 'failed',
    failures,
  };
}
