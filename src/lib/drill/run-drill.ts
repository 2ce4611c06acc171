import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import { resolveTarget } from '../failover/resolve-target.js';
import { runStep } from '../progress.js';
import { startViewer } from '../synthetic-viewer/start-viewer.js';
import type { ViewerEvent } from '../synthetic-viewer/viewer.js';
import { awaitReady, type DrillCheck, notReady } from './await-ready.js';
import { type DrillLease, type DrillOptions, OBJECTIVES } from './drill-options.js';
import { type DrillReport, judge } from './drill-report.js';
import { abortText } from './drill-words.js';
import { closeAndOpen } from './exercises/close.js';
import { keepLease } from './keep-lease.js';
import { observe } from './observe.js';
import { BACK_WITHIN_MS, type DrillAudience, type RehearsalOptions, regionOfPathway, rehearse } from './rehearse.js';
import { DrillAborted } from './safety.js';
import { Timeline } from './timeline.js';

/** How long viewers may take to start playing, in ms. */
const START_BOUND_MS = 20_000;

/**
 * Rehearses a failover with viewers watching: they play, something is done to a region, lasts, and is taken back.
 *
 * Whatever happens in between, an abort included, what it closed is opened again. Should even that not be possible, the
 * close lapses: it carries `closed_until` as a dead man's switch, which is renewed while the drill runs.
 *
 * @throws CvsError DRILL_NOT_READY, VIEWER_NOT_PLAYING, NOT_THE_CLUSTERS_PLAYLIST, NOBODY_THERE, and as `closeDistribution`; the signal's
 * reason when it aborts
 */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const { clock, report, signal, lease, exercise = closeAndOpen() } = options;
  const timeline = new Timeline(clock.monotonic());
  report({ type: 'plan', steps: exercise.steps });
  const getReady = async () => {
    const found = await awaitReady(options, (what) =>
      report({ type: 'activity', id: 'ready', message: `waits: ${what}` }),
    );
    const askedMs = clock.monotonic();
    if (lease && !(await lease.hold(signal))) throw anotherDrill(lease);
    return { found, keeper: lease && keepLease(lease, clock, askedMs) };
  };
  const { found, keeper } = await runStep(report, 'ready', getReady, (ready) =>
    ready.found.map(({ what }) => what).join(', '),
  );
  try {
    return await drillWithViewers({ ...options, exercise, leaseLost: keeper?.lost }, found, timeline);
  } catch (error) {
    if (!(error instanceof DrillAborted)) throw error;
    throw notReady(
      `Nothing was closed: ${abortText(error.abort)}`,
      'Look at `cvs status`, then start the drill again.',
    );
  } finally {
    await keeper?.end();
    await lease?.release().catch(() => {});
  }
}

function anotherDrill({ lastsMs }: DrillLease): CvsError {
  const advice = `Wait until it has ended; one that crashed counts as ended after ${Math.ceil(lastsMs / 60_000)} minutes.`;
  return notReady('Another drill is running', advice);
}

/** The options of a drill that has its lease. */
type LeasedOptions = DrillOptions & Pick<RehearsalOptions, 'leaseLost' | 'exercise'>;

async function drillWithViewers(
  options: LeasedOptions,
  checks: readonly DrillCheck[],
  timeline: Timeline,
): Promise<DrillReport> {
  const { cluster, objectives = OBJECTIVES, exercise } = options;
  const started = startViewers(options, timeline);
  const ended = new AbortController();
  const observing = observe(options, timeline, ended.signal);
  try {
    const target = await playBaseline(options, started);
    const isTarget = (pathway: string | undefined) => regionOfPathway(cluster, pathway) === target;
    const audience = started.map((one) => ({ ...one, affected: isTarget(one.viewer.snapshot().pathway) }));
    const rehearsal = await rehearse({ ...options, target, audience, timeline });
    const viewers = await Promise.all(
      audience.map(async ({ viewer, steering, affected }) => ({
        ...(await viewer.stop()),
        steering: steering && cluster.masterPlaylist.steering,
        affected,
      })),
    );
    return judge({
      ...rehearsal,
      exercise: exercise.type,
      fault: exercise.fault,
      target,
      isTarget,
      viewers,
      checks,
      objectives,
      backWithinMs: BACK_WITHIN_MS,
      timeline: timeline.entries,
      timelineStartMs: timeline.startMs,
    });
  } finally {
    ended.abort();
    await Promise.all([observing, ...started.map(({ viewer }) => viewer.stop())]);
  }
}

/** Lets the viewers play for a while. @returns the region to close */
function playBaseline(options: LeasedOptions, audience: readonly Started[]): Promise<StreamRegion> {
  const { cluster, masterUrl, clock, report, baselineMs } = options;
  const signal = AbortSignal.any([options.signal, options.leaseLost].filter((one) => one !== undefined));
  const played = () => {
    const pathway = audience[0]?.viewer.snapshot().pathway;
    return { pathway, region: regionOfPathway(cluster, pathway) };
  };
  const work = async () => {
    const fit = options.fit?.();
    fit?.catch(() => {});
    await requirePlaying(audience, { ...options, signal });
    await clock.sleep(baselineMs, signal);
    await fit;
    const { pathway, region } = played();
    const target = options.region === undefined ? region : resolveTarget(cluster, options.region);
    if (target) return requireSomebody(target, audience, cluster);
    throw new CvsError({
      code: 'NOT_THE_CLUSTERS_PLAYLIST',
      message: `${masterUrl} plays from ${pathway ?? 'nowhere'}, which is not a region of the cluster ${cluster.name}.`,
      suggestions: ['Publish the merged master playlist with `cvs playlist publish`.'],
    });
  };
  return runStep(report, 'baseline', work, () => `from ${played().region?.region ?? played().pathway}`);
}

/** @throws CvsError NOBODY_THERE when no viewer plays from a region: a drill of it would prove nothing */
function requireSomebody(target: StreamRegion, audience: readonly Started[], cluster: Cluster): StreamRegion {
  const played = audience.map(({ viewer }) => regionOfPathway(cluster, viewer.snapshot().pathway));
  if (played.includes(target)) return target;
  const there = [...new Set(played.map((one) => one?.region ?? 'nowhere'))].join(', ');
  throw new CvsError({
    code: 'NOBODY_THERE',
    message: `Nothing was done: no viewer plays from ${target.region}, so a drill of it would prove nothing. They play from ${there}.`,
    suggestions: [
      'Without --region the drill takes the region that viewers play from.',
      `Players are sent to ${target.region} when it comes first in the cluster file.`,
    ],
  });
}

type Started = Omit<DrillAudience, 'affected'>;

/** Starts the viewers; the last of them know no content steering. What happens to them goes into the timeline. */
function startViewers(options: DrillOptions, timeline: Timeline): Started[] {
  const { viewers, plainViewers = 0 } = options;
  return Array.from({ length: viewers }, (_, index) => {
    const steering = index < viewers - plainViewers;
    const onEvent = (event: ViewerEvent) => timeline.add(event.atMs, { type: 'viewer', number: index + 1 }, event);
    return { steering, viewer: startViewer({ ...options, steering, onEvent }) };
  });
}

/** @throws CvsError VIEWER_NOT_PLAYING when one of them does not play in time; the signal's reason when it aborts */
async function requirePlaying(audience: readonly Started[], { masterUrl, signal }: DrillOptions): Promise<void> {
  const playing = await Promise.all(
    audience.map(({ viewer }) =>
      viewer.waitFor(({ state }) => state === 'playing' || state === 'failed', START_BOUND_MS, signal),
    ),
  );
  for (const [index, { viewer }] of audience.entries()) {
    const { state, failure, errors } = viewer.snapshot();
    if (playing[index] && state !== 'failed') continue;
    const why = failure ?? errors[0]?.what ?? `nothing to play within ${START_BOUND_MS / 1000} s`;
    throw new CvsError({
      code: 'VIEWER_NOT_PLAYING',
      message: `Viewer ${index + 1} does not play ${masterUrl}: ${why}.`,
      suggestions: ['Look at the streams and the published master playlist with `cvs status`.'],
    });
  }
}
