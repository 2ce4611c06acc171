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

/** One thing that was looked at before a drill. */
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

/** What one look came to: fit for a drill, or on its way there, by itself. */
export type Readiness = { ready: readonly DrillCheck[] } | { settling: string };

/** How far apart the regions may be, in target durations: one may have published a segment that the other is about to. */
const APART = 2;
const STEERING_TIMEOUT_MS = 2000;

/**
 * Looks once whether a cluster is fit for a drill: every distribution open and not drained, no stream stale, all streams
 * at the same place, players steered as the state table says. An opening that replicas, edges or the steering manifest
 * have yet to hear of is no reason to refuse; it settles.
 *
 * @throws CvsError DRILL_NOT_READY with the first thing that stays as it is until somebody acts; the signal's reason when
 * it aborts
 */
export async function lookAtReadiness(context: ReadinessContext): Promise<Readiness> {
  const { cluster, table, clock, signal } = context;
  const reading = await table.read(signal);
  const nowMs = clock.now();
  const busy = reading.state.distributions.find((one) => !serves(one, nowMs));
  if (busy) {
    const opened = await openedElsewhere(context, reading, busy.domain);
    if (opened === undefined) throw notOpen(busy);
    return { settling: `the replica in ${reading.replica} has not got yet that ${busy.region} was opened` };
  }
  const known = cluster.regions.map(({ region, distributionDomain }) => {
    const is = freshness(reading.state, distributionDomain, nowMs);
    if (is === 'stale') throw notReady(`The stream of ${region} is stale`, 'Look at its encoder and origin first.');
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

/** Whether nobody closes a distribution, nor keeps players from it; a close that has lapsed does neither. */
function serves(distribution: DistributionState, nowMs: number): boolean {
  return isWanted(distribution, nowMs) && !isDrained(distribution, nowMs) && !isPending(distribution, nowMs);
}

/** A replica that has a later word on a distribution, by which it serves: the opening is on its way. */
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
    // The table says that it is open: its copilots have yet to read that.
    if (error instanceof AnswersClosed) return { settling: `the edge of ${region.region} still answers 404` };
    throw notReady(`The stream of ${region.region} cannot be played: ${messageOf(error)}`, 'See cvs status.');
  }
}

/** How far apart the streams are, in s; an edge that answered later may be ahead by as much. */
function requireAligned(edges: readonly TimedEdge[]): number {
  const ends = edges.map(({ endS, atMs }) => endS - atMs / 1000);
  const apartS = Math.max(...ends) - Math.min(...ends);
  const limitS = APART * Math.max(...edges.map(({ targetDurationS }) => targetDurationS));
  if (apartS <= limitS) return apartS;
  throw notReady(
    `The streams are ${apartS.toFixed(1)} s apart (${edges.map(({ region, endS }) => `${region} ends at ${endS.toFixed(1)} s`).join(', ')})`,
    'Players skip or repeat that much when they move. Bring the encoders to the same clock.',
  );
}

/** The steering manifest is cached for a second, and made from what a copilot remembers for one. */
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
    `${domain} (${region}) is ${open ? 'drained' : 'closed'}: a drill starts with every distribution open`,
    `Open it with \`cvs failover open ${domain}\`, or wait until whoever closed it is done.`,
  );
}

/** Why a drill does not start. */
export function notReady(message: string, suggestion: string): CvsError {
  return new CvsError({ code: 'DRILL_NOT_READY', message: `${message}.`, suggestions: [suggestion] });
}
