import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import {
  type ClusterState,
  type DistributionState,
  freshness,
  isWanted,
  preference,
} from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-reading.js';
import type { FailoverContext } from './failover-context.js';

/** How long the playlist of the region that viewers go to may take, in ms; it is asked for twice. */
const TIMEOUT_MS = 2000;
const ATTEMPTS = 2;

export interface Destination {
  /** What spoke against it and was overridden. */
  forced?: string;
  /** Whether players stay although they are drained, because none is steered to a stale stream. */
  playersStay: boolean;
}

/**
 * Looks at where viewers would go before they are sent there: the region that players will prefer must be neither stale nor
 * unreachable. Where no other distribution is open, nothing is checked: the state table refuses such a change.
 *
 * @throws CvsError DESTINATION_UNHEALTHY unless forced; the signal's reason when it aborts
 */
export async function checkDestination(context: FailoverContext, { state, nowMs }: StateReading): Promise<Destination> {
  const { cluster, target, force, report } = context;
  const next = preferred(cluster, state, nowMs).find(
    (one) => one.domain !== target.distributionDomain && isWanted(one, nowMs),
  );
  const destination = cluster.regions.find(({ distributionDomain }) => distributionDomain === next?.domain);
  if (!destination) return { playersStay: false };
  const why =
    freshness(state, destination.distributionDomain, nowMs) === 'stale'
      ? 'its stream is stale'
      : await whyUnreachable(context, destination);
  if (why === undefined) return { playersStay: false };
  const name = `${destination.distributionDomain} (${destination.region})`;
  if (force) {
    report({ type: 'warning', message: `Viewers of ${target.region} go to ${name}, although ${why}.` });
    return { forced: `${name}: ${why}`, playersStay: !drainMovesPlayers(context, state, nowMs) };
  }
  throw new CvsError({
    code: 'DESTINATION_UNHEALTHY',
    message: `Nothing was changed: viewers of ${target.region} would go to ${name}, and ${why}.`,
    suggestions: [
      'Look at both streams with `cvs status`.',
      'To send them there nevertheless: --force with a --reason.',
    ],
  });
}

/** Whether players leave the target when it is drained: not when every other open distribution is stale. */
export function drainMovesPlayers({ cluster, target }: FailoverContext, state: ClusterState, nowMs: number): boolean {
  const domain = target.distributionDomain;
  const distributions = state.distributions.map((one) => (one.domain === domain ? { ...one, drained: true } : one));
  return preferred(cluster, { ...state, distributions }, nowMs)[0]?.domain !== domain;
}

/** The open distributions in the order in which the cluster's players use them. */
export function preferred({ failover }: Cluster, state: ClusterState, nowMs: number): readonly DistributionState[] {
  return preference(state, nowMs, { automatic: failover.automatic, holdDownMs: failover.holdDown * 1000 });
}

async function whyUnreachable(
  { http, signal }: FailoverContext,
  { distributionPlaylistUrl }: StreamRegion,
): Promise<string | undefined> {
  let why = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      const response = await http.fetch(distributionPlaylistUrl, { timeoutMs: TIMEOUT_MS, signal });
      const found = response.status >= 200 && response.status < 300;
      if (found && response.text().startsWith('#EXTM3U')) return undefined;
      why = `${distributionPlaylistUrl} answers ${found ? 'something that is not a playlist' : `HTTP ${response.status}`}`;
    } catch (error) {
      signal?.throwIfAborted();
      why = `${distributionPlaylistUrl} is unreachable: ${messageOf(error)}`;
    }
  }
  return why;
}
