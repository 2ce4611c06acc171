import { systemClock } from '../src/lib/clock.js';
import type { StreamRegion } from '../src/lib/cluster/cluster.js';
import { CvsError } from '../src/lib/errors.js';
import { closeDistribution } from '../src/lib/failover/close-distribution.js';
import { openDistribution } from '../src/lib/failover/open-distribution.js';
import { rerouteDistribution } from '../src/lib/failover/reroute-distribution.js';
import { createHttpClient } from '../src/lib/http/undici-client.js';
import { silent } from '../src/lib/progress.js';
import { OPENING_KNOWN_MS, STEERING_TTL_S } from '../src/lib/serving/times.js';
import { startViewer } from '../src/lib/synthetic-viewer/start-viewer.js';
import type { ViewerStats } from '../src/lib/synthetic-viewer/viewer.js';
import { type DeployedSandbox, startDeployedSandbox } from '../test/support/deployed-sandbox.js';
import { atMost, type BenchOptions, type Figure, type Progress } from './figure.js';

/** Changes of each kind, unless the command line says how many. */
const CHANGES = 100;
/** Clusters that are failed over at the same time, each in a sandbox of its own: they wait more than they compute. */
const AT_ONCE = 8;
/** How long viewers watch a reroute, in ms: two target durations. */
const REROUTED_MS = 4000;
/** Of the sandbox's streams, in ms. */
const SEGMENT_MS = 2000;

interface Measured {
  /** False for a viewer that knows no steering. */
  steering: boolean;
  /** From the start of the change until it was seen at the edge, in ms. */
  effectiveMs?: number;
  /** From the state write that told players to leave to the last request on the closed region, in ms. */
  lastRequestMs: number;
  /** From the state write to the switch, in ms. */
  switchMs: number;
  stats: ViewerStats;
}

type Kind = 'drained close' | 'close --now' | 'reroute';

/**
 * 100 drained closes, 100 closes with --now and 100 reroutes, each with its own viewers: their errors and stalls, and when
 * they leave.
 */
export default async function failover(progress: Progress, { count = CHANGES }: BenchOptions): Promise<Figure[]> {
  const clusters = await startAll();
  try {
    const many = (kind: Kind) => changeMany(clusters, { kind, count, progress });
    const reroutes = await many('reroute');
    const now = await many('close --now');
    const drained = await many('drained close');
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
      atMost(
        '--now: error responses of viewers that follow steering',
        sum(
          now.filter(({ steering }) => steering),
          ({ stats }) => stats.errorResponses,
        ),
        0,
        '',
      ),
      atMost('--now: stalls over 200 ms', sum(now, noticeable), 0, ''),
      {
        name: '--now: switch p50',
        value: percentile(
          of(now, (one) => one.switchMs),
          50,
        ),
        unit: 'ms',
      },
      {
        name: '--now: switch p99',
        value: percentile(
          of(now, (one) => one.switchMs),
          99,
        ),
        unit: 'ms',
      },
      { name: 'reroutes, viewers', value: reroutes.length, unit: '' },
      atMost(
        'reroute: error responses',
        sum(reroutes, ({ stats }) => stats.errorResponses),
        0,
        '',
      ),
      atMost('reroute: stalls over 200 ms', sum(reroutes, noticeable), 0, ''),
      {
        name: 'reroute: seen at the edge p99',
        value: percentile(
          of(reroutes, (one) => one.effectiveMs ?? Number.NaN),
          99,
        ),
        unit: 'ms',
      },
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

async function changeMany(
  clusters: readonly DeployedSandbox[],
  { kind, count, progress }: { kind: Kind; count: number; progress: Progress },
): Promise<Measured[]> {
  let left = count;
  let done = 0;
  const measured: Measured[] = [];
  const startMs = systemClock.monotonic();
  await Promise.all(
    clusters.map(async (cluster) => {
      while (left > 0) {
        left -= 1;
        const round = await changeOnce(cluster, kind).catch(notNow);
        if (round) {
          measured.push(...round);
          done += 1;
          // A viewer that knows no steering meets the 404 in the end; others should have none, so each is named.
          const errors = round.filter(({ steering }) => steering).flatMap(({ stats }) => stats.errors);
          for (const { url, what } of errors) progress(`${kind}: ${what} for ${url}`);
          const tookS = (systemClock.monotonic() - startMs) / 1000;
          const restS = (tookS / done) * (count - done);
          if (done % 10 === 0) progress(`${kind}: ${done} of ${count}, about ${Math.ceil(restS)} s to go`);
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

/** All but drained closes also have a viewer that does not know steering. */
async function changeOnce({ cluster, table, masterUrl }: DeployedSandbox, kind: Kind): Promise<Measured[]> {
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
    const began = clock.monotonic();
    const { writtenAt, effectiveMs } = await change(context, kind, began);
    if (kind === 'reroute') await clock.sleep(REROUTED_MS);
    else {
      for (const { viewer } of audience) await viewer.waitFor(({ pathway }) => pathway !== target.region, 10_000);
      await clock.sleep(1000);
    }
    const stats = await Promise.all(
      audience.map(async ({ viewer, steering }) => ({ steering, stats: await viewer.stop() })),
    );
    await openDistribution(context);
    // Wait until every player knows of the opening; otherwise the next close would wait.
    if (kind !== 'drained close') await clock.sleep(OPENING_KNOWN_MS);
    return stats.map(({ steering, stats: one }) => ({
      steering,
      stats: one,
      effectiveMs,
      switchMs: (one.switches.find(({ from }) => from === target.region)?.atMs ?? Number.POSITIVE_INFINITY) - writtenAt,
      lastRequestMs: (one.lastRequestMs[target.region] ?? Number.NaN) - writtenAt,
    }));
  } finally {
    await Promise.all(viewers.map((viewer) => viewer.stop()));
    await http.close();
  }
}

/** @returns when players were told, or the reroute was begun, and when that was seen at the edge */
async function change(
  context: Parameters<typeof rerouteDistribution>[0],
  kind: Kind,
  beganMs: number,
): Promise<{ writtenAt: number; effectiveMs?: number }> {
  if (kind === 'reroute') {
    const { effectiveMs } = await rerouteDistribution(context);
    return { writtenAt: beganMs, effectiveMs };
  }
  const { drainedMs, closedMs, effectiveMs } = await closeDistribution({ ...context, now: kind === 'close --now' });
  return { writtenAt: beganMs + (drainedMs ?? closedMs ?? 0), effectiveMs };
}

/** The value that so many percent of the values do not exceed (nearest rank). */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
