import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { secondsText } from '../duration.js';
import { messageOf } from '../errors.js';
import { type CloseResult, closeDistribution } from '../failover/close-distribution.js';
import { openDistribution } from '../failover/open-distribution.js';
import { type Report, runStep } from '../progress.js';
import type { Viewer } from '../synthetic-viewer/viewer.js';
import { DRILL_REASON, decidedByOthers } from './decided-by-others.js';
import type { DrillOptions } from './drill-options.js';
import type { DrillFailure, Rehearsal } from './drill-report.js';
import { DEAD_MAN_S, DrillAborted, startGuard } from './safety.js';
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
  /** The region to close. */
  target: StreamRegion;
  audience: readonly DrillAudience[];
  timeline: Timeline;
  /** Aborts with DrillAborted when the drill's lease is lost. */
  leaseLost?: AbortSignal;
}

/** How long viewers get to come back, in ms: three readings of the steering manifest. */
const BACK_BOUND_MS = 15_000;

/**
 * Closes a region while viewers watch, keeps it closed, opens it again whatever happened, and lets viewers come back.
 *
 * @throws as `closeDistribution`; the signal's reason when it aborts. The region is open again by then.
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const { target, clock } = options;
  const { region } = target;
  const startMs = clock.monotonic();
  const problems: DrillFailure[] = [];
  const guard = startGuard(options);
  let close: CloseResult | undefined;
  let aborted: Abort | undefined;
  let undrainedAtMs: number | undefined;
  note(options, { type: 'closing', region });
  try {
    close = await closeTarget(options, guard.signal);
    if (close.outcome === 'unconfirmed') {
      problems.push({ type: 'not-seen-closed', region, lastSeen: close.lastSeen ?? 'nothing' });
    }
    note(options, { type: 'closed', region });
    await hold(options, guard.signal);
  } catch (error) {
    // A close that is interrupted says that it stands, which is over in a moment.
    const reason: unknown = guard.signal.aborted ? guard.signal.reason : error;
    if (!(reason instanceof DrillAborted)) throw reason;
    aborted = reason.abort;
    note(options, { type: 'aborted', abort: aborted });
  } finally {
    await guard.end();
    note(options, { type: 'opening', region });
    undrainedAtMs = await openTarget(options, problems);
  }
  if (undrainedAtMs !== undefined) await letViewersReturn(options);
  note(options, { type: 'ended' });
  return {
    drainedAtMs: close?.drainedMs === undefined ? undefined : startMs + close.drainedMs,
    closedAtMs: startMs + (close?.effectiveMs ?? close?.closedMs ?? clock.monotonic() - startMs),
    closeEffectiveMs: close?.effectiveMs,
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

/** The close carries an end, which the guard puts off: a drill that dies leaves no region closed. */
function closeTarget(options: RehearsalOptions, signal: AbortSignal): Promise<CloseResult> {
  const { report, target } = options;
  const nested = asActivity(report, 'close');
  return runStep(
    report,
    'close',
    async () => {
      // The last look before the close, which would give an end to the close of an operator.
      const decided = decidedByOthers(await options.table.read(signal));
      if (decided) throw new DrillAborted({ type: 'decided', ...decided });
      const how = { reason: DRILL_REASON, closeForS: DEAD_MAN_S, onlyOpen: true };
      return closeDistribution({ ...options, ...how, report: nested, signal });
    },
    ({ effectiveMs }) => `${target.region}, ${effectiveMs === undefined ? 'not seen' : secondsText(effectiveMs)}`,
  );
}

async function hold({ report, clock, holdMs, audience }: RehearsalOptions, signal: AbortSignal): Promise<void> {
  const pathways = () => new Set(audience.map(({ viewer }) => viewer.snapshot().pathway));
  const playing = () => `viewers play from ${[...pathways()].join(', ')}`;
  await runStep(report, 'hold', () => clock.sleep(holdMs, signal), playing);
}

/**
 * Not with the signal: after Ctrl-C the region must still be opened. What somebody else closed meanwhile stays closed.
 *
 * @returns when players were let back
 */
async function openTarget(options: RehearsalOptions, problems: DrillFailure[]): Promise<number | undefined> {
  const { report, clock, table } = options;
  const { region } = options.target;
  const beganMs = clock.monotonic();
  const nested = asActivity(report, 'open');
  const decided = await table.read().then(decidedByOthers, () => undefined);
  if (decided?.region === region) {
    problems.push({ type: 'left-closed', ...decided });
    return undefined;
  }
  try {
    const open = async () => {
      const how = { reason: DRILL_REASON, report: nested, signal: undefined };
      const { against, undrainedMs: ms = 0 } = await openDistribution({ ...options, ...how });
      if (against) throw new Error([against.what, ...against.why].join(' '));
      return ms;
    };
    const undrainedMs = await runStep(report, 'open', open, secondsText);
    return beganMs + undrainedMs;
  } catch (error) {
    const why = messageOf(error);
    const message = `${region} could not be opened again: ${why} Run \`cvs failover open ${region}\`.`;
    report({ type: 'warning', message });
    problems.push({ type: 'not-reopened', region, why });
    return undefined;
  }
}

/** Gives viewers that follow steering the time to come back. It is not a failure when they do not. */
async function letViewersReturn({ cluster, target, audience, signal }: RehearsalOptions): Promise<void> {
  const leaving = audience.filter(({ steering, affected }) => steering && affected);
  await Promise.all(
    leaving.map(({ viewer }) =>
      viewer.waitFor(({ pathway }) => regionOfPathway(cluster, pathway) === target, BACK_BOUND_MS, signal),
    ),
  );
}

function note({ timeline, clock }: RehearsalOptions, event: DrillEvent): void {
  timeline.add(clock.monotonic(), { type: 'drill' }, event);
}

/** Shows the steps of a failover as the activity of one step of the drill. */
function asActivity(report: Report, id: string): Report {
  const titles = new Map<string, string>();
  return (event) => {
    if (event.type === 'plan') for (const step of event.steps) titles.set(step.id, step.title);
    else if (event.type === 'step' && event.status === 'started') {
      report({ type: 'activity', id, message: titles.get(event.id) ?? event.id });
    } else if (event.type === 'note' || event.type === 'warning') report(event);
  };
}
