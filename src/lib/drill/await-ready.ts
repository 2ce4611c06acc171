import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import { askServes } from '../failover/ask-serves.js';
import { preferred } from '../failover/check-destination.js';
import { fetchSteering } from '../hls/steering-manifest.js';
import { outsideText } from '../outside-text.js';
import { isRerouted } from '../serving/serves-from.js';
import { type DistributionState, freshness, isDrained, isWanted } from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-reading.js';
import type { DrillContext } from './drill-context.js';
import { AnswersClosed, type LiveEdge, readLiveEdge } from './live-edge.js';

/** One thing that was checked before a drill. */
export interface DrillCheck {
  what: string;
  found: string;
}

/** How far apart the streams may be, in target durations: one may have published a segment that the other has not yet. */
const APART = 2;
const STEERING_TIMEOUT_MS = 2000;
/**
 * How long an opening may take to be known everywhere, in ms. A replication, a copilot's memory and the cached steering
 * manifest take about 4 s together; the rest is for a table that replicates slowly.
 */
const SETTLE_BOUND_MS = 20_000;
const INTERVAL_MS = 500;

/** The cluster is not ready yet, but will be: nobody has to do anything. */
class Settling extends Error {
  override readonly name = 'Settling';
}

/**
 * Waits until a cluster is ready for a drill, for as long as the cluster gets there by itself: a drill may be started right
 * after everything was opened.
 *
 * @param waiting is called with what is waited for, each time that it changes
 * @returns what was found
 * @throws CvsError DRILL_NOT_READY with the first thing that somebody has to put right, and when the cluster did not settle
 * in time; the signal's reason when it aborts
 */
export async function awaitReady(
  context: DrillContext,
  waiting: (what: string) => void,
): Promise<readonly DrillCheck[]> {
  const { clock, signal } = context;
  const startMs = clock.monotonic();
  let told: string | undefined;
  for (;;) {
    try {
      return await lookAtReadiness(context);
    } catch (error) {
      if (!(error instanceof Settling)) throw error;
      const what = error.message;
      if (clock.monotonic() - startMs + INTERVAL_MS > SETTLE_BOUND_MS) {
        throw notReady(
          `The cluster did not settle within ${SETTLE_BOUND_MS / 1000} s: ${what}`,
          'Look at `cvs status`: is the copilot attached, do the replicas agree?',
        );
      }
      if (what !== told) waiting(what);
      told = what;
      await clock.sleep(INTERVAL_MS, signal);
    }
  }
}

/**
 * Checks once whether a cluster is ready for a drill: every distribution is open and not drained and serves from its own
 * origin, no stream is stale, the streams are aligned, and players are steered as the state table says. An opening that has not reached every replica, edge
 * or the steering manifest yet does not fail the check: it will reach them.
 *
 * @throws Settling; CvsError DRILL_NOT_READY; the signal's reason when it aborts
 */
async function lookAtReadiness(context: DrillContext): Promise<readonly DrillCheck[]> {
  const { cluster, table, signal } = context;
  const reading = await table.read(signal);
  const { nowMs } = reading;
  const busy = reading.state.distributions.find((one) => !serves(one, nowMs));
  if (busy) {
    const { domain, region, open } = busy;
    if (await isOpenElsewhere(context, reading, domain)) {
      throw new Settling(`${region} was opened, and the replica in ${reading.replica} does not have that yet`);
    }
    throw notReady(
      `${region} (${domain}) is ${open ? 'drained' : 'closed'}: a drill starts with every distribution open`,
      `Open it with \`cvs failover open ${region}\`, or wait until the operator who closed it has done so.`,
    );
  }
  const rerouted = reading.state.distributions.find((one) => isRerouted(one, nowMs));
  if (rerouted) {
    const { domain, region, reroutedTo } = rerouted;
    throw notReady(
      `${region} (${domain}) is rerouted to ${reroutedTo}: a drill starts with every distribution serving from its own origin`,
      `End it with \`cvs failover open ${region}\`.`,
    );
  }
  const known = cluster.regions.map(({ region, distributionDomain }) => {
    const is = freshness(reading.state, distributionDomain, nowMs);
    if (is === 'stale') throw notReady(`The stream of ${region} is stale`, 'Look at its encoder and its origin.');
    return `${region} ${is}`;
  });
  const edges = await Promise.all(cluster.regions.map((region) => readEdge(context, region)));
  const apartS = requireAligned(
    edges.map((edge) => {
      if (edge instanceof Settling) throw edge;
      return edge;
    }),
  );
  return [
    { what: 'every distribution open', found: reading.state.distributions.map(({ region }) => region).join(', ') },
    await requireOwnOrigins(context),
    { what: 'streams fresh', found: known.join(', ') },
    { what: 'streams aligned', found: `${apartS.toFixed(1)} s apart` },
    ...(cluster.masterPlaylist.steering ? [await requireSteered(context, reading)] : []),
  ];
}

/** Whether a distribution is open and not drained; a close that has lapsed counts as neither closed nor drained. */
function serves(distribution: DistributionState, nowMs: number): boolean {
  return isWanted(distribution, nowMs) && !isDrained(distribution, nowMs);
}

/** Whether a replica has a later item of a distribution, in which it is open: the opening is being replicated. */
async function isOpenElsewhere(
  { table, signal }: DrillContext,
  reading: StateReading,
  domain: string,
): Promise<boolean> {
  const writtenAt = ({ items }: StateReading) => items.get(domain)?.updatedAt ?? '';
  const others = await Promise.all(
    table.regions.filter((region) => region !== reading.replica).map((region) => table.readFrom(region, signal)),
  );
  return others.some((other) => {
    if ('why' in other || writtenAt(other) <= writtenAt(reading)) return false;
    const there = other.state.distributions.find((one) => one.domain === domain);
    return there !== undefined && serves(there, other.nowMs);
  });
}

/** A live edge, and when it was read, in ms on the monotonic clock. */
type TimedEdge = LiveEdge & { atMs: number };

async function readEdge({ http, clock, signal }: DrillContext, region: StreamRegion): Promise<TimedEdge | Settling> {
  try {
    return { ...(await readLiveEdge(http, region, signal)), atMs: clock.monotonic() };
  } catch (error) {
    signal?.throwIfAborted();
    // It is open in the table, and its copilots have not read that yet.
    if (error instanceof AnswersClosed) return new Settling(`the edge of ${region.region} still answers 404`);
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

/** A region whose stream was stale a moment ago is served from another one's origin until the hold-down is over. */
async function requireOwnOrigins(context: DrillContext): Promise<DrillCheck> {
  const said = await Promise.all(
    context.cluster.regions.map(async (member) => {
      const serves = await askServes(member, context);
      const { region } = member;
      if (!serves) return `${region} does not say`;
      if (serves.servesFrom === region) return region;
      throw new Settling(`${region} is still served from ${outsideText(serves.servesFrom)}`);
    }),
  );
  return { what: 'each served from its own origin', found: said.join(', ') };
}

/** The steering manifest is cached for one second, and made from what a copilot remembers for another. */
async function requireSteered(
  { cluster, masterUrl, http, signal }: DrillContext,
  { state, nowMs }: StateReading,
): Promise<DrillCheck> {
  const wanted = preferred(cluster, state, nowMs).map(({ region }) => region);
  const order = await fetchSteering(http, masterUrl, { timeoutMs: STEERING_TIMEOUT_MS, signal }).catch((error) => {
    signal?.throwIfAborted();
    throw new Settling(messageOf(error));
  });
  if (order.join() === wanted.join()) return { what: 'players steered', found: order.join(', then ') };
  throw new Settling(`the steering manifest still names ${order.join(', then ')}, not ${wanted.join(', then ')}`);
}

/** Why a drill does not start. */
export function notReady(message: string, suggestion: string): CvsError {
  return new CvsError({ code: 'DRILL_NOT_READY', message: `${message}.`, suggestions: [suggestion] });
}
