import { systemClock } from '../src/lib/clock.js';
import { CvsError, messageOf } from '../src/lib/errors.js';
import { openDistribution } from '../src/lib/failover/open-distribution.js';
import { createHttpClient } from '../src/lib/http/undici-client.js';
import { silent } from '../src/lib/progress.js';
import { SETTLE_MS, STEERING_TTL_S } from '../src/lib/serving/times.js';
import { type DeployedSandbox, startDeployedSandbox } from '../test/support/deployed-sandbox.js';
import { atMost, type BenchOptions, type Figure, type Progress } from './figure.js';
import { changeOnce, type Kind, type Round, type Watched } from './support/failover-round.js';

/** Changes of each kind, unless the command line says how many. */
const CHANGES = 100;
/** Clusters that are failed over at the same time, each in a sandbox of its own: they wait more than they compute. */
const AT_ONCE = 8;
/** Of the sandbox's streams, in ms. */
const SEGMENT_MS = 2000;

/**
 * 100 reroutes, 100 closes with --now and 100 drained closes, each with its own viewers: their errors and stalls, when they
 * leave, when the change takes effect, and until when the region's own origin is asked.
 */
export default async function failover(progress: Progress, { count = CHANGES }: BenchOptions): Promise<Figure[]> {
  const clusters = await startAll(Math.min(AT_ONCE, count));
  try {
    const failed: string[] = [];
    const many = (kind: Kind) => changeMany(clusters, { kind, count, progress, failed });
    const reroutes = await many('reroute');
    const now = await many('close --now');
    const drained = await many('drained close');
    const lastRequests = viewersOf(drained).map(({ lastRequestMs }) => lastRequestMs);
    return [
      atMost('changes that failed', failed.length, 0, ''),
      ...viewerFigures('reroute', reroutes),
      // A copilot knows of a write after one replication, and remembers what it read.
      ...changeFigures('reroute', reroutes, SETTLE_MS),
      ...viewerFigures('--now', now),
      ...switchFigures('--now', now),
      ...changeFigures('--now', now, SETTLE_MS),
      ...viewerFigures('drained', drained),
      ...switchFigures('drained', drained),
      atMost(
        'drained: last request on the closed region p99',
        percentile(lastRequests, 99),
        STEERING_TTL_S * 1000 + 2000 + SEGMENT_MS,
        'ms',
      ),
      ...changeFigures('drained', drained),
    ];
  } finally {
    await Promise.all(clusters.map((one) => one.close()));
  }
}

const viewersOf = (rounds: readonly Round[]): Watched[] => rounds.flatMap(({ viewers }) => viewers);

function viewerFigures(name: string, rounds: readonly Round[]): Figure[] {
  const all = viewersOf(rounds);
  // A viewer that knows no steering meets the 404 of a close in the end.
  const spared = name === 'reroute' ? all : all.filter(({ steering }) => steering);
  const errors = spared.reduce((sum, { stats }) => sum + stats.errorResponses, 0);
  const stalls = all.filter(({ stats }) => stats.longestStallMs > 200).length;
  return [
    { name: `${name}: changes`, value: rounds.length, unit: '' },
    { name: `${name}: viewers`, value: all.length, unit: '' },
    atMost(`${name}: error responses${name === '--now' ? ' of viewers that follow steering' : ''}`, errors, 0, ''),
    atMost(`${name}: stalls over 200 ms`, stalls, 0, ''),
  ];
}

/** Of viewers that follow steering. */
function switchFigures(name: string, rounds: readonly Round[]): Figure[] {
  const told = viewersOf(rounds).filter(({ steering }) => steering);
  return spread(
    `${name}: switch`,
    told.map(({ switchMs }) => switchMs),
  );
}

/** What viewers met that follow steering: they should have met nothing. */
function errorLines({ viewers, effectiveMs }: Round): string[] {
  return viewers
    .filter(({ steering }) => steering)
    .flatMap(({ stats, switchMs, writtenMs }) =>
      stats.errors.map(({ atMs, what, url }) => {
        const times = [atMs - writtenMs, switchMs, effectiveMs].map((ms) => `${(ms / 1000).toFixed(1)} s`);
        return `${what} after ${times[0]}; it left after ${times[1]}, the change was seen after ${times[2]}: ${url}`;
      }),
    );
}

/** @param askedAtMost until when the region's own origin may be asked, in ms from the write */
function changeFigures(name: string, rounds: readonly Round[], askedAtMost?: number): Figure[] {
  const asked = spread(
    `${name}: last request of an edge at the origin`,
    rounds.map(({ originAskedMs }) => originAskedMs),
  );
  const judged = asked.map((one) =>
    askedAtMost !== undefined && one.name.endsWith('p99') ? atMost(one.name, one.value, askedAtMost, one.unit) : one,
  );
  return [
    ...spread(
      `${name}: seen at the edge`,
      rounds.map(({ effectiveMs }) => effectiveMs),
    ),
    ...judged,
    ...spread(
      `${name}: wall time`,
      rounds.map(({ wallMs }) => wallMs),
    ),
  ];
}

function spread(name: string, values: readonly number[]): Figure[] {
  return [50, 99].map((percent) => ({ name: `${name} p${percent}`, value: percentile(values, percent), unit: 'ms' }));
}

async function startAll(count: number): Promise<DeployedSandbox[]> {
  const clusters: DeployedSandbox[] = [];
  for (let index = 0; index < count; index += 1) clusters.push(await startDeployedSandbox(`bench-${index}`));
  return clusters;
}

async function changeMany(
  clusters: readonly DeployedSandbox[],
  { kind, count, progress, failed }: { kind: Kind; count: number; progress: Progress; failed: string[] },
): Promise<Round[]> {
  let left = count;
  const rounds: Round[] = [];
  const startMs = systemClock.monotonic();
  await Promise.all(
    clusters.map(async (cluster) => {
      while (left > 0) {
        left -= 1;
        const round = await changeOnce(cluster, kind).catch((error: unknown) => notNow(cluster, error));
        if (round === 'later') {
          left += 1;
        } else if (typeof round === 'string') {
          failed.push(round);
          progress(`${kind}: failed: ${round}`);
        } else {
          rounds.push(round);
          const done = rounds.length;
          for (const line of errorLines(round)) progress(`${kind}: ${line}`);
          const tookS = (systemClock.monotonic() - startMs) / 1000;
          const restS = (tookS / done) * (count - done);
          if (done % 10 === 0) progress(`${kind}: ${done} of ${count}, about ${Math.ceil(restS)} s to go`);
        }
      }
    }),
  );
  progress(`${kind}: ${rounds.length} in ${Math.ceil((systemClock.monotonic() - startMs) / 1000)} s`);
  return rounds;
}

/**
 * A close that is refused because the other region is not fresh has no figure, and is tried again later. Of any other failure
 * the reason is told, and the regions are opened for the next change.
 */
async function notNow({ cluster, table }: DeployedSandbox, error: unknown): Promise<'later' | string> {
  await systemClock.sleep(5000);
  if (error instanceof CvsError && error.code === 'DESTINATION_UNHEALTHY') return 'later';
  const http = createHttpClient();
  for (const target of cluster.regions) {
    const context = { cluster, table, target, http, clock: systemClock, report: silent };
    await openDistribution(context).catch(() => {});
  }
  await http.close();
  return messageOf(error);
}

/** The value that so many percent of the values do not exceed (nearest rank). */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
