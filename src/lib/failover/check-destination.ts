import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';
import type { Report } from '../progress.js';
import {
  type ClusterState,
  type DistributionState,
  freshness,
  isWanted,
  preference,
} from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-reading.js';

/** How long the playlist of the region that viewers go to may take, in ms; it is asked for twice. */
const TIMEOUT_MS = 2000;
const ATTEMPTS = 2;

export interface DestinationCheck {
  cluster: Cluster;
  reading: StateReading;
  /** The distribution that viewers leave. */
  target: StreamRegion;
  http: HttpClient;
  nowMs: number;
  /** Warn instead of throwing. */
  force?: boolean;
  report: Report;
  signal?: AbortSignal;
}

/**
 * Looks at where viewers would go before they are sent there: the region that players will prefer must be neither stale nor
 * unreachable. Where no other distribution is open, nothing is checked: the state table refuses such a change.
 *
 * @returns what was overridden; undefined when nothing was
 * @throws CvsError DESTINATION_UNHEALTHY unless forced; the signal's reason when it aborts
 */
export async function checkDestination(check: DestinationCheck): Promise<string | undefined> {
  const { cluster, reading, target, nowMs } = check;
  const next = preferred(cluster, reading.state, nowMs).find(
    (one) => one.domain !== target.distributionDomain && isWanted(one, nowMs),
  );
  const destination = cluster.regions.find(({ distributionDomain }) => distributionDomain === next?.domain);
  if (!destination) return undefined;
  const why =
    freshness(reading.state, destination.distributionDomain, nowMs) === 'stale'
      ? 'its stream is stale'
      : await whyUnreachable(check, destination);
  if (why === undefined) return undefined;
  const name = `${destination.distributionDomain} (${destination.region})`;
  if (check.force) {
    check.report({ type: 'warning', message: `Viewers of ${target.region} go to ${name}, although ${why}.` });
    return `${name}: ${why}`;
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

/**
 * Whether players would leave a distribution because it is drained: not when every other open one is stale, since no
 * player is steered there.
 */
export function drainMovesPlayers(cluster: Cluster, state: ClusterState, domain: string, nowMs: number): boolean {
  const distributions = state.distributions.map((one) => (one.domain === domain ? { ...one, drained: true } : one));
  return preferred(cluster, { ...state, distributions }, nowMs)[0]?.domain !== domain;
}

/** The open distributions in the order in which the cluster's players use them. */
function preferred({ failover }: Cluster, state: ClusterState, nowMs: number): readonly DistributionState[] {
  return preference(state, nowMs, { automatic: failover.automatic, holdDownMs: failover.holdDown * 1000 });
}

async function whyUnreachable(
  { http, signal }: DestinationCheck,
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
