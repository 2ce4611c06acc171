import type { StreamRegion } from '../cluster/cluster.js';
import type { ViewerStats } from '../viewer/viewer.js';
import type { Objectives } from './objectives.js';
import type { DrillCheck } from './pre-checks.js';
import type { TimelineEntry } from './timeline.js';

/** What a viewer saw, and of which kind it was. */
export interface DrillViewer extends ViewerStats {
  /** False for a player that knows no content steering: it moves when it meets the 404. */
  steering: boolean;
  /** Whether it played the region that was closed when the close began. */
  affected: boolean;
  /** How long it took to leave, in ms; absent when it did not, or had not to. */
  switchMs?: number;
  /** How long after players were let back it was back, in ms; absent when it was not. */
  backMs?: number;
}

export interface DrillReport {
  closedRegion: string;
  closedDomain: string;
  /** Of each viewer, from its start to the end of the drill. */
  viewers: readonly DrillViewer[];
  /** From the write of the drain (of the close, where there was none) until the last viewer who follows steering had left, in ms; absent when one did not leave. */
  drainToSwitchMs?: number;
  /** From the start of the close until the 404 was seen, in ms; absent when it was not. */
  closeEffectiveMs?: number;
  /** Whether the region was seen to serve again, and players may come back. */
  reopened: boolean;
  /** Why it ended before its time. */
  aborted?: string;
  /** What was found before it began. */
  checks: readonly DrillCheck[];
  objectives: Objectives;
  timeline: readonly TimelineEntry[];
  outcome: 'passed' | 'failed';
  /** What was not as it should be; empty when the drill passed. */
  failures: readonly string[];
}

export interface DrillObservation {
  /** What was closed. */
  target: StreamRegion;
  /** Whether a viewer on this pathway plays from the target. */
  isTarget: (pathway: string) => boolean;
  viewers: readonly (ViewerStats & { steering: boolean; affected: boolean })[];
  /** When the drain was written, ms on the monotonic clock; absent when there was none: players saw the 404. */
  drainedAtMs?: number;
  /** When the close took effect, ms on the monotonic clock. */
  closedAtMs: number;
  closeEffectiveMs?: number;
  /** When players were let back, ms on the monotonic clock. */
  undrainedAtMs?: number;
  reopened: boolean;
  aborted?: string;
  /** What went wrong besides: a region that did not close or open. */
  problems: readonly string[];
  checks: readonly DrillCheck[];
  objectives: Objectives;
  timeline: readonly TimelineEntry[];
}

/** Judges what a drill observed against the objectives. Pure. */
export function judge(observation: DrillObservation): DrillReport {
  const { target, drainedAtMs, closedAtMs, undrainedAtMs, reopened, objectives, aborted } = observation;
  const { region } = target;
  const failures = [...(aborted === undefined ? [] : [`aborted: ${aborted}`]), ...observation.problems];
  const viewers = observation.viewers.map((viewer, index): DrillViewer => {
    const name = observation.viewers.length === 1 ? 'the viewer' : `viewer ${index + 1}`;
    const drained = drainedAtMs !== undefined && viewer.steering;
    const departure = departureOf(viewer, observation);
    const beganMs = drained ? drainedAtMs : closedAtMs;
    // Who met the 404 before the drill did left at once.
    const switchMs = departure === undefined ? undefined : Math.max(0, Math.round(departure - beganMs));
    if (viewer.failure !== undefined) failures.push(`${name} gave up: ${viewer.failure}`);
    if (viewer.affected)
      failures.push(...departureFailures(name, region, { drained, switchMs, departure }, observation));
    if ((drained || !viewer.affected) && viewer.errorResponses > objectives.maxErrors) {
      const first = viewer.errors[0];
      const example = first ? `, the first ${first.what} for ${first.url}` : '';
      failures.push(`${name} saw ${viewer.errorResponses} error responses${example}`);
    }
    if (viewer.longestStallMs > objectives.maxStallMs) {
      failures.push(`${name} stalled for ${viewer.longestStallMs} ms; ${objectives.maxStallMs} ms are allowed`);
    }
    const back = viewer.switches.find(
      ({ to, atMs }) => observation.isTarget(to) && undrainedAtMs !== undefined && atMs >= undrainedAtMs,
    );
    return {
      ...viewer,
      ...(viewer.affected && switchMs !== undefined ? { switchMs } : {}),
      ...(back && undrainedAtMs !== undefined ? { backMs: Math.round(back.atMs - undrainedAtMs) } : {}),
    };
  });
  if (!reopened) failures.push(`${region} was not opened again`);
  return {
    closedRegion: region,
    closedDomain: target.distributionDomain,
    viewers,
    ...longestSwitch(viewers.filter(({ steering, affected }) => (steering || drainedAtMs === undefined) && affected)),
    ...(observation.closeEffectiveMs === undefined ? {} : { closeEffectiveMs: observation.closeEffectiveMs }),
    reopened,
    ...(aborted === undefined ? {} : { aborted }),
    checks: observation.checks,
    objectives,
    timeline: observation.timeline,
    outcome: failures.length === 0 ? 'passed' : 'failed',
    failures,
  };
}

/** When a viewer left the target for good or ill, after the drill had begun to move it. */
function departureOf(viewer: ViewerStats, { isTarget, drainedAtMs, closedAtMs }: DrillObservation): number | undefined {
  // A 404 may be met up to a probe's interval before the drill itself sees it.
  const from = drainedAtMs ?? closedAtMs - SEEN_LATE_MS;
  return viewer.switches.find((one) => isTarget(one.from) && one.atMs >= from)?.atMs;
}

/** How much later than a viewer the drill may see the 404, in ms. */
const SEEN_LATE_MS = 5000;

function departureFailures(
  name: string,
  region: string,
  { drained, switchMs, departure }: { drained: boolean; switchMs?: number; departure?: number },
  { closedAtMs, objectives }: DrillObservation,
): string[] {
  if (departure === undefined || switchMs === undefined) return [`${name} did not leave ${region}`];
  if (drained && departure > closedAtMs) return [`${name} left ${region} only after it was closed`];
  if (switchMs <= objectives.maxSwitchMs) return [];
  return [`${name} took ${switchMs} ms to leave ${region}; ${objectives.maxSwitchMs} ms are allowed`];
}

function longestSwitch(viewers: readonly DrillViewer[]): { drainToSwitchMs?: number } {
  const all = viewers.map(({ switchMs }) => switchMs);
  return all.length > 0 && all.every((ms) => ms !== undefined) ? { drainToSwitchMs: Math.max(...all) } : {};
}
