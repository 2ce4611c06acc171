import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';
import { freshness } from '../serving/what-to-serve.js';
import type { StateAccess, StateReading } from '../state/state-table.js';
import { readLiveEdge } from './live-edge.js';

/** One thing that was looked at before a drill. */
export interface DrillCheck {
  what: string;
  found: string;
}

/** How far apart the regions may be, in target durations: one may have published a segment that the other is about to. */
const APART = 2;

/**
 * Looks whether a cluster is fit for a drill: every distribution open and not drained, no stream stale, all streams at the
 * same place.
 *
 * @returns what was found
 * @throws CvsError DRILL_NOT_READY with the first thing that is not; the signal's reason when it aborts
 */
export async function checkReady(options: {
  cluster: Cluster;
  table: StateAccess;
  http: HttpClient;
  clock: Clock;
  signal?: AbortSignal;
}): Promise<DrillCheck[]> {
  const { cluster, table, http, clock, signal } = options;
  const reading = await table.read(signal);
  requireOpen(reading);
  const nowS = clock.now() / 1000;
  const known = cluster.regions.map(({ region, distributionDomain }) => {
    const is = freshness(reading.state, distributionDomain, nowS);
    if (is === 'stale') throw notReady(`The stream of ${region} is stale`, 'Look at its encoder and origin first.');
    return `${region} ${is}`;
  });
  const edges = await Promise.all(
    cluster.regions.map(async (region) => {
      try {
        return await readLiveEdge(http, region, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw notReady(`The stream of ${region.region} cannot be played: ${messageOf(error)}`, 'See cvs status.');
      }
    }),
  );
  const ends = edges.map(({ endS }) => endS);
  const apartS = Math.max(...ends) - Math.min(...ends);
  const limitS = APART * Math.max(...edges.map(({ targetDurationS }) => targetDurationS));
  if (apartS > limitS) {
    throw notReady(
      `The streams are ${apartS.toFixed(1)} s apart (${edges.map(({ region, endS }) => `${region} ends at ${endS.toFixed(1)} s`).join(', ')})`,
      'Players skip or repeat that much when they move. Bring the encoders to the same clock.',
    );
  }
  return [
    { what: 'every distribution open', found: reading.state.distributions.map(({ region }) => region).join(', ') },
    { what: 'streams fresh', found: known.join(', ') },
    { what: 'streams aligned', found: `${apartS.toFixed(1)} s apart` },
  ];
}

function requireOpen({ state }: StateReading): void {
  const busy = state.distributions.find(({ open, drained }) => !open || drained);
  if (!busy) return;
  throw notReady(
    `${busy.domain} (${busy.region}) is ${busy.open ? 'drained' : 'closed'}: a drill starts with every distribution open`,
    `Open it with \`cvs failover open ${busy.domain}\`, or wait until whoever closed it is done.`,
  );
}

/** Why a drill does not start. */
export function notReady(message: string, suggestion: string): CvsError {
  return new CvsError({ code: 'DRILL_NOT_READY', message: `${message}.`, suggestions: [suggestion] });
}
