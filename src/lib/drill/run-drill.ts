import type { Clock } from '../clock.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import { closeDistribution } from '../failover/close-distribution.js';
import { STEERING_TTL_MS } from '../failover/failover-context.js';
import { openDistribution } from '../failover/open-distribution.js';
import { resolveTarget } from '../failover/resolve-target.js';
import { runStep } from '../failover/run-step.js';
import type { HttpClient } from '../http/http-client.js';
import type { Report } from '../progress.js';
import type { StateAccess } from '../state/state-table.js';
import { startViewer } from '../viewer/start-viewer.js';
import type { Viewer } from '../viewer/viewer.js';
import { type DrillReport, judge } from './drill-report.js';
import { asActivity } from './nested-report.js';
import { regionOfPathway } from './region-of-pathway.js';

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
  /** How long viewers play before, in ms. */
  baselineMs: number;
  /** How long the region stays closed once the 404 was seen, in ms. */
  holdMs: number;
  /** How many viewers play. */
  viewers: number;
}

/** How long viewers may take to start playing, in ms. */
const START_BOUND_MS = 20_000;
/** How much longer than planned a close lasts at most when nobody is left to end it, in seconds. */
const DEAD_MAN_MARGIN_S = 120;

/**
 * Rehearses a failover with viewers watching: baseline, drained close, hold, open.
 *
 * Whatever happens in between, an abort included, what it closed is opened again; the close carries `closed_until` as a
 * dead man's switch, should even that not be possible.
 *
 * @throws CvsError DRILL_NOT_READY when a distribution is closed or drained already, VIEWER_NOT_PLAYING, and as
 * `closeDistribution`; the signal's reason when it aborts
 */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const { cluster, table, masterUrl, http, clock, report, signal, baselineMs, holdMs } = options;
  await requireAllOpen(table, signal);
  report({
    type: 'plan',
    steps: [
      { id: 'baseline', title: 'Viewers play', after: [] },
      { id: 'close', title: 'Move the viewers, close the region', after: ['baseline'] },
      { id: 'hold', title: 'Keep it closed', after: ['close'] },
      { id: 'open', title: 'Open it again', after: ['hold'] },
    ],
  });

  const viewers = Array.from({ length: options.viewers }, () => startViewer({ masterUrl, http, clock }));
  try {
    const target = await step('baseline', async () => {
      await requirePlaying(viewers);
      await clock.sleep(baselineMs, signal);
      const pathway = viewers[0]?.snapshot().pathway;
      const played = regionOfPathway(cluster, pathway);
      const target = options.region === undefined ? played : resolveTarget(cluster, options.region);
      if (!target) throw notOurs(pathway);
      return { value: target, detail: `from ${played?.region ?? pathway}` };
    });
    return await closeAndOpen(target);
  } finally {
    await Promise.all(viewers.map((viewer) => viewer.stop()));
  }

  async function closeAndOpen(target: StreamRegion): Promise<DrillReport> {
    const failover = { cluster, table, target, http, clock, reason: 'drill' };
    const problems: string[] = [];
    const startMs = clock.monotonic();
    let reopened = false;
    let close: Awaited<ReturnType<typeof closeDistribution>> | undefined;
    try {
      close = await step('close', async () => {
        const result = await closeDistribution({
          ...failover,
          report: asActivity(report, 'close'),
          signal,
          closeForS: Math.ceil((holdMs + 2 * STEERING_TTL_MS) / 1000) + DEAD_MAN_MARGIN_S,
        });
        if (result.outcome === 'unconfirmed') {
          problems.push(`${target.region} was not seen closed: ${result.lastSeen}`);
        }
        return { value: result, detail: `${target.region}, ${seconds(result.effectiveMs)}` };
      });
      await step('hold', async () => {
        await clock.sleep(holdMs, signal);
        const playing = viewers.map((viewer) => viewer.snapshot().pathway);
        return { value: undefined, detail: `viewers play from ${[...new Set(playing)].join(', ')}` };
      });
    } finally {
      // Not with the signal: Ctrl-C is the reason to open, and no reason to stop opening.
      reopened = await step('open', async () => {
        const opened = await openDistribution({ ...failover, report: asActivity(report, 'open') });
        return { value: true, detail: seconds(opened.undrainedMs) };
      }).catch((error: unknown) => {
        problems.push(messageOf(error));
        report({
          type: 'warning',
          message: `${target.region} could not be opened again: ${messageOf(error)} Run \`cvs failover open ${target.distributionDomain}\`.`,
        });
        return false;
      });
    }
    return judge({
      target,
      isTarget: (pathway) => regionOfPathway(cluster, pathway) === target,
      viewers: await Promise.all(viewers.map((viewer) => viewer.stop())),
      ...(close.drainedMs === undefined ? {} : { drainedAtMs: startMs + close.drainedMs }),
      closedAtMs: startMs + (close.closedMs ?? 0),
      closeEffectiveMs: close.effectiveMs,
      reopened,
      problems,
    });
  }

  function notOurs(pathway: string | undefined): CvsError {
    return new CvsError({
      code: 'NOT_THE_CLUSTERS_PLAYLIST',
      message: `${masterUrl} plays from ${pathway ?? 'nowhere'}, which is no region of the cluster ${cluster.name}.`,
      suggestions: ['Publish the merged master playlist with `cvs playlist publish`.'],
    });
  }

  async function requirePlaying(all: readonly Viewer[]): Promise<void> {
    const playing = await Promise.all(
      all.map((viewer) =>
        viewer.waitFor(({ state }) => state === 'playing' || state === 'failed', START_BOUND_MS, signal),
      ),
    );
    for (const [index, viewer] of all.entries()) {
      const { state, failure, errors } = viewer.snapshot();
      if (playing[index] && state !== 'failed') continue;
      const why = failure ?? errors[0]?.what ?? `nothing to play within ${START_BOUND_MS / 1000} s`;
      throw new CvsError({
        code: 'VIEWER_NOT_PLAYING',
        message: `A viewer of ${masterUrl} does not play: ${why}.`,
        suggestions: ['Look at the streams and the published master playlist with `cvs status`.'],
      });
    }
  }

  async function step<T>(id: string, run: () => Promise<{ value: T; detail: string }>): Promise<T> {
    return (await runStep(report, id, run, ({ detail }) => detail)).value;
  }
}

async function requireAllOpen(table: StateAccess, signal: AbortSignal | undefined): Promise<void> {
  const { state } = await table.read(signal);
  const busy = state.distributions.find(({ open, drained }) => !open || drained);
  if (!busy) return;
  throw new CvsError({
    code: 'DRILL_NOT_READY',
    message: `${busy.domain} (${busy.region}) is ${busy.open ? 'drained' : 'closed'}: a drill starts with every distribution open.`,
    suggestions: [`Open it with \`cvs failover open ${busy.domain}\`, or wait until whoever closed it is done.`],
  });
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'not seen' : `${(ms / 1000).toFixed(1)} s`;
}
