import type { Clock } from '../clock.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import { type CloseResult, closeDistribution } from '../failover/close-distribution.js';
import { openDistribution } from '../failover/open-distribution.js';
import { resolveTarget } from '../failover/resolve-target.js';
import { runStep } from '../failover/run-step.js';
import type { HttpClient } from '../http/http-client.js';
import type { Report } from '../progress.js';
import type { StateAccess } from '../state/state-table.js';
import { awaitReady } from './await-ready.js';
import type { DrillLease } from './drill-lease.js';
import { type DrillReport, judge } from './drill-report.js';
import { asActivity } from './nested-report.js';
import { OBJECTIVES, type Objectives } from './objectives.js';
import { observe } from './observe.js';
import { regionOfPathway } from './region-of-pathway.js';
import { DEAD_MAN_S, DrillAborted, renewDeadMan, watchForHarm } from './safety.js';
import { type DrillAudience, requirePlaying, startViewers } from './start-viewers.js';
import { Timeline } from './timeline.js';

export interface DrillOptions {
  cluster: Cluster;
  table: StateAccess;
  /** The merged master playlist, as viewers load it. */
  masterUrl: string;
  http: HttpClient;
  clock: Clock;
  report: Report;
  signal?: AbortSignal;
  /** Region to close; the one that the first viewer plays when absent. */
  region?: string;
  /** Close without a drain. */
  now?: boolean;
  /** How long viewers play before, in ms. */
  baselineMs: number;
  /** How long the region stays closed once the 404 was seen, in ms. */
  holdMs: number;
  /** How many viewers play. */
  viewers: number;
  /** How many of them know no content steering. Default 0. */
  plainViewers?: number;
  objectives?: Objectives;
  /** End the drill when a viewer stalls for longer than this, in ms. Default 5,000. */
  abortAfterMs?: number;
  /** Looked at while viewers begin to play; where it throws, nothing is closed. */
  fit?: () => Promise<void>;
  /** Taken for the time of the drill, so that no two run at once. */
  lease?: DrillLease;
}

const ABORT_AFTER_MS = 5000;
/** How long viewers get to come back, in ms: three readings of the steering manifest. */
const BACK_BOUND_MS = 15_000;

/**
 * Rehearses a failover with viewers watching: baseline, close, hold, open.
 *
 * Whatever happens in between, an abort included, what it closed is opened again; the close carries `closed_until` as a
 * dead man's switch that is renewed while the drill runs, should even that not be possible.
 *
 * @throws CvsError DRILL_NOT_READY, VIEWER_NOT_PLAYING, and as `closeDistribution`; the signal's reason when it aborts
 */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const { cluster, masterUrl, clock, report, signal, baselineMs, lease } = options;
  const timeline = new Timeline(clock.monotonic());
  report({ type: 'plan', steps: STEPS });
  const checks = await step('ready', async () => {
    const waiting = (message: string) => report({ type: 'activity', id: 'ready', message: `waits: ${message}` });
    const value = await awaitReady({ ...options, waiting });
    await lease?.hold(signal);
    return { value, detail: value.map(({ what }) => what).join(', ') };
  });
  const ended = new AbortController();
  let audience: DrillAudience[] = [];
  let observing: Promise<void> | undefined;
  try {
    audience = startViewers({ ...options, count: options.viewers, plain: options.plainViewers ?? 0, timeline });
    observing = observe({ ...options, timeline, signal: ended.signal });
    const target = await step('baseline', async () => {
      const fit = options.fit?.();
      fit?.catch(() => {});
      await requirePlaying(audience, masterUrl, signal);
      await clock.sleep(baselineMs, signal);
      await fit;
      const pathway = audience[0]?.viewer.snapshot().pathway;
      const played = regionOfPathway(cluster, pathway);
      const chosen = options.region === undefined ? played : resolveTarget(cluster, options.region);
      if (!chosen) throw notOurs(pathway);
      return { value: chosen, detail: `from ${played?.region ?? pathway}` };
    });
    return await rehearse(target);
  } finally {
    ended.abort();
    await Promise.all([observing, ...audience.map(({ viewer }) => viewer.stop())]);
    await lease?.release().catch(() => {});
  }

  async function rehearse(target: StreamRegion): Promise<DrillReport> {
    const failover = { ...options, target, reason: 'drill' };
    const problems: string[] = [];
    const isTarget = (pathway: string | undefined) => regionOfPathway(cluster, pathway) === target;
    const affected = audience.map(({ viewer }) => isTarget(viewer.snapshot().pathway));
    const startMs = clock.monotonic();
    let close: CloseResult | undefined;
    let aborted: string | undefined;
    let undrainedAtMs: number | undefined;
    timeline.add(startMs, 'drill', `closes ${target.region}`);
    try {
      await guarded(target, async (limit) => {
        close = await step('close', async () => {
          const closeReport = asActivity(report, 'close');
          const value = await closeDistribution({
            ...failover,
            report: closeReport,
            signal: limit,
            closeForS: DEAD_MAN_S,
          });
          if (value.outcome === 'unconfirmed') {
            problems.push(`${target.region} was not seen closed: ${value.lastSeen}`);
          }
          return { value, detail: `${target.region}, ${seconds(value.effectiveMs)}` };
        });
        timeline.add(clock.monotonic(), 'drill', `${target.region} is closed; holds`);
        await step('hold', async () => {
          await clock.sleep(options.holdMs, limit);
          const playing = audience.map(({ viewer }) => viewer.snapshot().pathway);
          return { value: undefined, detail: `viewers play from ${[...new Set(playing)].join(', ')}` };
        });
      });
    } catch (error) {
      if (!(error instanceof DrillAborted)) throw error;
      aborted = error.message;
      timeline.add(clock.monotonic(), 'drill', `aborts: ${aborted}`);
    } finally {
      undrainedAtMs = await reopen(target, problems);
    }
    if (undrainedAtMs !== undefined) await comeBack(target, affected);
    timeline.add(clock.monotonic(), 'drill', 'ends');
    const effectiveMs = close?.effectiveMs ?? close?.closedMs ?? clock.monotonic() - startMs;
    return judge({
      target,
      isTarget,
      viewers: await Promise.all(
        audience.map(async ({ viewer, steering }, index) => ({
          ...(await viewer.stop()),
          steering: steering && cluster.masterPlaylist.steering,
          affected: affected[index] === true,
        })),
      ),
      ...(close?.drainedMs === undefined ? {} : { drainedAtMs: startMs + close.drainedMs }),
      closedAtMs: startMs + effectiveMs,
      closeEffectiveMs: close?.effectiveMs,
      undrainedAtMs,
      reopened: undrainedAtMs !== undefined,
      aborted,
      problems,
      checks,
      objectives: options.objectives ?? OBJECTIVES,
      timeline: timeline.entries,
    });
  }

  /** Runs `work` while the dead man's switch is renewed and viewers are watched; harm to them ends it. */
  async function guarded(target: StreamRegion, work: (limit: AbortSignal) => Promise<void>): Promise<void> {
    const done = new AbortController();
    const watching = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
    const harmed = new AbortController();
    const guard = { ...options, target, signal: watching };
    const renewing = renewDeadMan(guard);
    const viewers = audience.map(({ viewer }) => viewer);
    const abortAfterMs = options.abortAfterMs ?? ABORT_AFTER_MS;
    const watched = watchForHarm({ ...guard, viewers, abortAfterMs }).then((harm) => harm && harmed.abort(harm));
    try {
      await work(signal ? AbortSignal.any([signal, harmed.signal]) : harmed.signal);
    } finally {
      done.abort();
      await Promise.all([renewing, watched]);
    }
  }

  /** Not with the signal: Ctrl-C is the reason to open, and no reason to stop opening. */
  async function reopen(target: StreamRegion, problems: string[]): Promise<number | undefined> {
    timeline.add(clock.monotonic(), 'drill', `opens ${target.region}`);
    try {
      return await step('open', async () => {
        const beganMs = clock.monotonic();
        const inner = { ...options, target, reason: 'drill', signal: undefined, report: asActivity(report, 'open') };
        const { undrainedMs = 0 } = await openDistribution(inner);
        return { value: beganMs + undrainedMs, detail: seconds(undrainedMs) };
      });
    } catch (error) {
      problems.push(messageOf(error));
      report({
        type: 'warning',
        message: `${target.region} could not be opened again: ${messageOf(error)} Run \`cvs failover open ${target.distributionDomain}\`.`,
      });
      return undefined;
    }
  }

  /** Gives those who follow steering the time to come back; that they need not is no failure. */
  async function comeBack(target: StreamRegion, affected: readonly boolean[]): Promise<void> {
    const leaving = audience.filter(({ steering }, index) => steering && affected[index]);
    await Promise.all(
      leaving.map(({ viewer }) =>
        viewer.waitFor(({ pathway }) => regionOfPathway(cluster, pathway) === target, BACK_BOUND_MS, signal),
      ),
    );
  }

  function notOurs(pathway: string | undefined): CvsError {
    return new CvsError({
      code: 'NOT_THE_CLUSTERS_PLAYLIST',
      message: `${masterUrl} plays from ${pathway ?? 'nowhere'}, which is no region of the cluster ${cluster.name}.`,
      suggestions: ['Publish the merged master playlist with `cvs playlist publish`.'],
    });
  }

  async function step<T>(id: string, run: () => Promise<{ value: T; detail: string }>): Promise<T> {
    return (await runStep(report, id, run, ({ detail }) => detail)).value;
  }
}

const STEPS = [
  { id: 'ready', title: 'See the cluster open, fresh and aligned', after: [] },
  { id: 'baseline', title: 'Viewers play', after: ['ready'] },
  { id: 'close', title: 'Move the viewers, close the region', after: ['baseline'] },
  { id: 'hold', title: 'Keep it closed', after: ['close'] },
  { id: 'open', title: 'Open it again', after: ['hold'] },
];

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'not seen' : `${(ms / 1000).toFixed(1)} s`;
}
