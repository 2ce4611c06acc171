import { systemClock } from '../src/lib/clock.js';
import type { StreamRegion } from '../src/lib/cluster/cluster.js';
import { CvsError } from '../src/lib/errors.js';
import { closeDistribution } from '../src/lib/failover/close-distribution.js';
import { openDistribution } from '../src/lib/failover/open-distribution.js';
import { createHttpClient } from '../src/lib/http/undici-client.js';
import { silent } from '../src/lib/progress.js';
import { OPENING_KNOWN_MS, STEERING_TTL_S } from '../src/lib/serving/times.js';
import { startViewer } from '../src/lib/synthetic-viewer/start-viewer.js';
import type { ViewerStats } from '../src/lib/synthetic-viewer/viewer.js';
import { type DeployedSandbox, startDeployedSandbox } from '../test/support/deployed-sandbox.js';
import { atMost, type Figure, type Progress } from './figure.js';

/** Closes of each kind. */
const CLOSES = 100;
/** Clusters that are failed over at the same time, each in a sandbox of its own. */
const AT_ONCE = 4;
/** Of the sandbox's streams, in ms: how long edges keep a playlist, a target duration, a segment. */
const PLAYLIST_TTL_MS = 1000;
const TARGET_DURATION_MS = 2000;
const SEGMENT_MS = 2000;

interface Measured {
  /** From the state write that told players to leave to the last request on the closed region, in ms. */
  lastRequestMs: number;
  /** From the state write to the switch, in ms. */
  switchMs: number;
  stats: ViewerStats;
}

/** 100 drained closes and 100 closes with --now, each with its own viewers: their errors and stalls, and when they leave. */
export default async function failover(progress: Progress): Promise<Figure[]> {
  const clusters = await startAll();
  try {
    const drained = await closeMany(clusters, false, progress);
    const now = await closeMany(clusters, true, progress);
    const of = (all: readonly Measured[], value: (one: Measured) => number) => all.map(value);
    const sum = (all: readonly Measured[], value: (one: Measured) => number) =>
      of(all, value).reduce((total, one) => total + one, 0);
    const noticeable = ({ stats }: Measured) => (stats.longestStallMs > 200 ? 1 : 0);
    return [
      { name: 'drained closes', value: drained.length, unit: '' },
      atMost(
        'drained: error responses',
        sum(drained, ({ stats }) => stats.errorResponses),
        0,
        '',
      ),
      atMost('drained: stalls over 200 ms', sum(drained, noticeable), 0, ''),
      {
        name: 'drained: switch p50',
        value: percentile(
          of(drained, (one) => one.switchMs),
          50,
        ),
        unit: 'ms',
      },
      {
        name: 'drained: switch p99',
        value: percentile(
          of(drained, (one) => one.switchMs),
          99,
        ),
        unit: 'ms',
      },
      atMost(
        'drained: last request on the closed region p99',
        percentile(
          of(drained, (one) => one.lastRequestMs),
          99,
        ),
        STEERING_TTL_S * 1000 + 2000 + SEGMENT_MS,
        'ms',
      ),
      { name: 'closes with --now, viewers', value: now.length, unit: '' },
      {
        name: '--now: error responses a viewer, mean',
        value: sum(now, ({ stats }) => stats.errorResponses) / now.length,
        unit: '',
      },
      { name: '--now: stalls over 200 ms', value: sum(now, noticeable), unit: '' },
      {
        name: '--now: switch p50',
        value: percentile(
          of(now, (one) => one.switchMs),
          50,
        ),
        unit: 'ms',
      },
      atMost(
        '--now: switch p99',
        percentile(
          of(now, (one) => one.switchMs),
          99,
        ),
        PLAYLIST_TTL_MS + 2000 + TARGET_DURATION_MS,
        'ms',
      ),
    ];
  } finally {
    await Promise.all(clusters.map((one) => one.close()));
  }
}

async function startAll(): Promise<DeployedSandbox[]> {
  const clusters: DeployedSandbox[] = [];
  for (let index = 0; index < AT_ONCE; index += 1) clusters.push(await startDeployedSandbox(`bench-${index}`));
  return clusters;
}

async function closeMany(clusters: readonly DeployedSandbox[], now: boolean, progress: Progress): Promise<Measured[]> {
  let left = CLOSES;
  let done = 0;
  const measured: Measured[] = [];
  await Promise.all(
    clusters.map(async (cluster) => {
      while (left > 0) {
        left -= 1;
        const round = await closeOnce(cluster, now).catch(notNow);
        if (round) {
          measured.push(...round);
          done += 1;
          // A drained close should have none, so the report names each.
          const errors = now ? [] : round.flatMap(({ stats }) => stats.errors);
          for (const { url, what } of errors) progress(`drained close: ${what} for ${url}`);
          if (done % 10 === 0) progress(`${now ? 'close --now' : 'drained close'}: ${done} of ${CLOSES}`);
        } else {
          left += 1;
        }
      }
    }),
  );
  return measured;
}

/** A close that is refused because the other region is not fresh has no figure. It is tried again later. */
async function notNow(error: unknown): Promise<undefined> {
  if (!(error instanceof CvsError) || error.code !== 'DESTINATION_UNHEALTHY') throw error;
  await systemClock.sleep(5000);
}

/** A close with --now also has a viewer that does not know steering: it moves because of the 404 alone. */
async function closeOnce({ cluster, table, masterUrl }: DeployedSandbox, now: boolean): Promise<Measured[]> {
  const http = createHttpClient();
  const clock = systemClock;
  const viewers = (now ? [true, false] : [true]).map((steering) => startViewer({ masterUrl, http, clock, steering }));
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
    const audience = viewers.filter((viewer) => viewer.snapshot().pathway === target.region);
    const context = { cluster, table, target, http, clock, report: silent };
    const began = clock.monotonic();
    const close = await closeDistribution({ ...context, now });
    const writtenAt = began + (close.drainedMs ?? close.closedMs ?? 0);
    for (const viewer of audience) await viewer.waitFor(({ pathway }) => pathway !== target.region, 10_000);
    await clock.sleep(1000);
    const stats = await Promise.all(audience.map((viewer) => viewer.stop()));
    await openDistribution(context);
    // Wait until every player knows of the opening; otherwise the next close would wait.
    if (now) await clock.sleep(OPENING_KNOWN_MS);
    return stats.map((one) => ({
      stats: one,
      switchMs: (one.switches.find(({ from }) => from === target.region)?.atMs ?? Number.POSITIVE_INFINITY) - writtenAt,
      lastRequestMs: (one.lastRequestMs[target.region] ?? Number.NaN) - writtenAt,
    }));
  } finally {
    await Promise.all(viewers.map((viewer) => viewer.stop()));
    await http.close();
  }
}

/** The value that so many percent of the values do not exceed (nearest rank). */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
