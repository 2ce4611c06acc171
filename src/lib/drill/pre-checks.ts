import type { Clock } from '../clock.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import { fetchSteering } from '../hls/steering-manifest.js';
import type { HttpClient } from '../http/http-client.js';
import {
  type DistributionState,
  freshness,
  isDrained,
  isPending,
  isWanted,
  preference,
} from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-reading.js';
import type { StateAccess } from '../state/state-table.js';
import { AnswersClosed, type LiveEdge, readLiveEdge } from './live-edge.js';

/** One thing that was checked before a drill. */
export interface DrillCheck {
  what: string;
  found: string;
}

export interface ReadinessContext {
  cluster: Cluster;
  table: StateAccess;
  masterUrl: string;
  http: HttpClient;
  clock: Clock;
  signal?: AbortSignal;
}

/** Ready for a drill, or not yet: what is missing comes by itself. */
export type Readiness = { ready: readonly DrillCheck[] } | { settling: string };

/** How far apart the streams may be, in target durations: one may have published a segment that the other has not yet. */
const APART = 2;
const STEERING_TIMEOUT_MS = 2000;

/**
 * Checks once whether a cluster is ready for a drill: every distribution is open and not drained, no stream is stale, the
 * streams are aligned, and players are steered as the state table says. An opening that has not reached every replica, edge
 * or the steering manifest yet does not fail the check: it will reach them.
 *
 * @throws CvsError DRILL_NOT_READY with the first thing that somebody has to put right; the signal's reason when it aborts
 */
export async function lookAtReadiness(context: ReadinessContext): Promise<Readiness> {
  const { cluster, table, clock, signal } = context;
  const reading = await table.read(signal);
  const nowMs = clock.now();
  const busy = reading.state.distributions.find((one) => !serves(one, nowMs));
  if (busy) {
    const opened = await openedElsewhere(context, reading, busy.domain);
    if (opened === undefined) throw notOpen(busy);
    return { settling: `${busy.region} was opened, and the replica in ${reading.replica} does not have that yet` };
  }
  const known = cluster.regions.map(({ region, distributionDomain }) => {
    const is = freshness(reading.state, distributionDomain, nowMs);
    if (is === 'stale') throw notReady(`The stream of ${region} is stale`, 'Look at its encoder and its origin.');
    return `${region} ${is}`;
  });
  const edges: TimedEdge[] = [];
  for (const edge of await Promise.all(cluster.regions.map((region) => readEdge(context, region)))) {
    if ('settling' in edge) return edge;
    edges.push(edge);
  }
  const apartS = requireAligned(edges);
  const steered = cluster.masterPlaylist.steering ? await steeredAs(context, reading) : undefined;
  if (steered && 'settling' in steered) return steered;
  return {
    ready: [
      { what: 'every distribution open', found: reading.state.distributions.map(({ region }) => region).join(', ') },
      { what: 'streams fresh', found: known.join(', ') },
      { what: 'streams aligned', found: `${apartS.toFixed(1)} s apart` },
      ...(steered ? [steered] : []),
    ],
  };
}

/** Whether a distribution is open and not drained; a close that has lapsed counts as neither closed nor drained. */
function serves(distribution: DistributionState, nowMs: number): boolean {
  return isWanted(distribution, nowMs) && !isDrained(distribution, nowMs) && !isPending(distribution, nowMs);
}

/** A replica that has a later item of a distribution, in which it is open: the opening is being replicated. */
async function openedElsewhere(
  { table, clock, signal }: ReadinessContext,
  reading: StateReading,
  domain: string,
): Promise<string | undefined> {
  const writtenAt = ({ items }: StateReading) => items.get(domain)?.updatedAt ?? '';
  const others = await Promise.all(
    table.regions.filter((region) => region !== reading.replica).map((region) => table.readFrom(region, signal)),
  );
  const nowMs = clock.now();
  return others.flatMap((other) => {
    if ('why' in other || writtenAt(other) <= writtenAt(reading)) return [];
    const there = other.state.distributions.find((one) => one.domain === domain);
    return there && serves(there, nowMs) ? [other.replica] : [];
  })[0];
}

/** A live edge, and when it was read, in ms on the monotonic clock. */
type TimedEdge = LiveEdge & { atMs: number };

async function readEdge(
  { http, clock, signal }: ReadinessContext,
  region: StreamRegion,
): Promise<TimedEdge | { settling: string }> {
  try {
    return { ...(await readLiveEdge(http, region, signal)), atMs: clock.monotonic() };
  } catch (error) {
    signal?.throwIfAborted();
    // It is open in the table, and its copilots have not read that yet.
    if (error instanceof AnswersClosed) return { settling: `the edge of ${region.region} still answers 404` };
    throw notReady(`The stream of ${region.region} cannot be played: ${messageOf(error)}`, 'Look at `cvs status`.');
  }
}

/** How far apart the streams are, in s, without the time that passed between the answers of their edges. */
function requireAligned(edges: readonly TimedEdge[]): number {
  const ends = edges.map(({ endS, atMs }) => endS - atMs / 1000);
  const apartS = Math.max(...ends) - Math.min(...ends);
  const limitS = APART * Math.max(...edges.map(({ targetDurationS }) => targetDurationS));
  if (apartS <= limitS) return apartS;
  throw notReady(
    `The streams are ${apartS.toFixed(1)} s apart (${edges.map(({ region, endS }) => `${region} ends at ${endS.toFixed(1)} s`).join(', ')})`,
    'Players skip or repeat that much when they move. Synchronize the clocks of the encoders.',
  );
}

/** The steering manifest is cached for one second, and made from what a copilot remembers for another. */
async function steeredAs(
  { cluster, masterUrl, http, clock, signal }: ReadinessContext,
  { state }: StateReading,
): Promise<DrillCheck | { settling: string }> {
  const { automatic, holdDown } = cluster.failover;
  const rules = { automatic, holdDownMs: holdDown * 1000 };
  const wanted = preference(state, clock.now(), rules).map(({ region }) => region);
  try {
    const order = await fetchSteering(http, masterUrl, { timeoutMs: STEERING_TIMEOUT_MS, signal });
    if (order.join() === wanted.join()) return { what: 'players steered', found: order.join(', then ') };
    return { settling: `the steering manifest still names ${order.join(', then ')}, not ${wanted.join(', then ')}` };
  } catch (error) {
    signal?.throwIfAborted();
    return { settling: messageOf(error) };
  }
}

function notOpen({ domain, region, open }: DistributionState): CvsError {
  return notReady(
    `${region} (${domain}) is ${open ? 'drained' : 'closed'}: a drill starts with every distribution open`,
    `Open it with \`cvs failover open ${region}\`, or wait until the operator who closed it has done so.`,
  );
}

/** Why a drill does not start. */
export function notReady(message: string, suggestion: string): CvsError {
  return new CvsError({ code: 'DRILL_NOT_READY', message: `${message}.`, suggestions: [suggestion] });
}
