import { systemClock } from '../../src/lib/clock.js';
import type { StreamRegion } from '../../src/lib/cluster/cluster.js';
import { closeDistribution } from '../../src/lib/failover/close-distribution.js';
import { openDistribution } from '../../src/lib/failover/open-distribution.js';
import { rerouteDistribution } from '../../src/lib/failover/reroute-distribution.js';
import { createHttpClient } from '../../src/lib/http/undici-client.js';
import { silent } from '../../src/lib/progress.js';
import { OPENING_KNOWN_MS, STEERING_TTL_S } from '../../src/lib/serving/times.js';
import { startViewer } from '../../src/lib/synthetic-viewer/start-viewer.js';
import type { ViewerStats } from '../../src/lib/synthetic-viewer/viewer.js';
import type { DeployedSandbox } from '../../test/support/deployed-sandbox.js';

/** How long viewers watch after a change, in ms: two target durations and an edge's memory of a playlist. */
const WATCHED_MS = 5000;

export type Kind = 'drained close' | 'close --now' | 'reroute';

/** One viewer of a change. */
export interface Watched {
  /** False for a viewer that knows no steering. */
  steering: boolean;
  /** When the first state write had landed, in ms on the clock's monotonic scale. */
  writtenMs: number;
  /** From the state write that told players to leave to the last request on the closed region, in ms. */
  lastRequestMs: number;
  /** From the state write to the switch, in ms. */
  switchMs: number;
  stats: ViewerStats;
}

/** One change of a region. Times are ms. */
export interface Round {
  viewers: readonly Watched[];
  /** From the start until it was seen at the edge. */
  effectiveMs: number;
  /** From the first state write to the last request of an edge that arrived at the region's own origin; 0 where none did. */
  originAskedMs: number;
  /** From the start until the command would have ended. */
  wallMs: number;
}

/** One change, with viewers of its own, and the way back. All but drained closes also have a viewer that knows no steering. */
export async function changeOnce({ cluster, table, masterUrl, sandbox }: DeployedSandbox, kind: Kind): Promise<Round> {
  const http = createHttpClient();
  const clock = systemClock;
  const started = (kind === 'drained close' ? [true] : [true, false]).map((steering) => ({
    steering,
    viewer: startViewer({ masterUrl, http, clock, steering }),
  }));
  const viewers = started.map(({ viewer }) => viewer);
  try {
    for (const viewer of viewers) {
      const plays = await viewer.waitFor(({ state }) => state === 'playing', 20_000);
      if (!plays) throw new Error(`a viewer does not play: ${JSON.stringify(viewer.snapshot())}`);
    }
    // At a random moment of the viewers' polls and of the steering manifest's TTL.
    await clock.sleep(STEERING_TTL_S * 1000 * Math.random());
    // On a busy machine a stream may have stopped, and its region is not preferred for a while.
    const played = viewers[0]?.snapshot().pathway;
    const target = cluster.regions.find(({ region }) => region === played) as StreamRegion;
    const audience = started.filter(({ viewer }) => viewer.snapshot().pathway === target.region);
    const context = { cluster, table, target, http, clock, report: silent };
    const beganMs = clock.monotonic();
    const { writtenMs, effectiveMs } = await change(context, kind);
    const wallMs = clock.monotonic() - beganMs;
    if (effectiveMs === undefined) throw new Error(`a ${kind} was not seen at the edge`);
    if (kind !== 'reroute') {
      for (const { viewer } of audience) await viewer.waitFor(({ pathway }) => pathway !== target.region, 10_000);
    }
    await clock.sleep(WATCHED_MS);
    const watched = await Promise.all(
      audience.map(async ({ viewer, steering }) => ({ steering, stats: await viewer.stop() })),
    );
    const askedMs = sandbox.streams.find(({ region }) => region === target.region)?.origin.edgeAskedMs ?? Number.NaN;
    await openDistribution(context);
    // Wait until every player knows of the opening; otherwise the next close would wait.
    if (kind !== 'drained close') await clock.sleep(OPENING_KNOWN_MS);
    const left = ({ switches }: ViewerStats) => switches.find(({ from }) => from === target.region)?.atMs;
    return {
      viewers: watched.map((one) => ({
        ...one,
        writtenMs,
        switchMs: (left(one.stats) ?? Number.POSITIVE_INFINITY) - writtenMs,
        lastRequestMs: (one.stats.lastRequestMs[target.region] ?? Number.NaN) - writtenMs,
      })),
      effectiveMs,
      originAskedMs: Math.max(0, askedMs - writtenMs),
      wallMs,
    };
  } finally {
    await Promise.all(viewers.map((viewer) => viewer.stop()));
    await http.close();
  }
}

/** @returns when the first state write had landed, on the clock's monotonic scale, and after how many ms it was seen */
async function change(
  context: Parameters<typeof rerouteDistribution>[0],
  kind: Kind,
): Promise<{ writtenMs: number; effectiveMs?: number }> {
  let writtenMs = Number.NaN;
  const report: typeof silent = (event) => {
    const isWrite = event.type === 'step' && ['reroute', 'drain', 'close'].includes(event.id);
    if (isWrite && event.status === 'succeeded' && Number.isNaN(writtenMs)) writtenMs = context.clock.monotonic();
  };
  const { effectiveMs } =
    kind === 'reroute'
      ? await rerouteDistribution({ ...context, report })
      : await closeDistribution({ ...context, report, now: kind === 'close --now' });
  return { writtenMs, effectiveMs };
}
