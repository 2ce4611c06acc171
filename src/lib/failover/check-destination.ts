import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';
import type { Report } from '../progress.js';
import { freshness, isWanted, preference } from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-table.js';

/** How long the playlist of the region that viewers go to may take, in ms; it is asked for twice. */
const TIMEOUT_MS = 2000;
const ATTEMPTS = 2;

export interface DestinationCheck {
  cluster: Cluster;
  reading: StateReading;
  /** The distribution that viewers leave. */
  target: StreamRegion;
  http: HttpClient;
  /** Epoch seconds. */
  nowS: number;
  /** Go on with a warning. */
  force?: boolean;
  report: Report;
  signal?: AbortSignal;
}

/**
 * Looks at where viewers would go before they are sent there: the region that players will prefer must be neither known
 * stale nor out of reach. Where there is no other open distribution, that is for the state table to refuse.
 *
 * @returns what was overridden; undefined when nothing speaks against it
 * @throws CvsError DESTINATION_UNHEALTHY unless forced; the signal's reason when it aborts
 */
export async function checkDestination(check: DestinationCheck): Promise<string | undefined> {
  const { cluster, reading, target, nowS } = check;
  const next = preference(reading.state, nowS, {
    automatic: cluster.failover.automatic,
    holdDownS: cluster.failover.holdDown,
  }).find((one) => one.domain !== target.distributionDomain && isWanted(one, nowS));
  const destination = cluster.regions.find(({ distributionDomain }) => distributionDomain === next?.domain);
  if (!destination) return undefined;
  const why =
    freshness(reading.state, destination.distributionDomain, nowS) === 'stale'
      ? 'its stream is stale'
      : await outOfReach(check, destination);
  if (why === undefined) return undefined;
  const name = `${destination.distributionDomain} (${destination.region})`;
  if (check.force) {
    check.report({ type: 'warning', message: `Viewers go to ${name}, although ${why}.` });
    return `${name}: ${why}`;
  }
  throw new CvsError({
    code: 'DESTINATION_UNHEALTHY',
    message: `Viewers of ${target.region} would go to ${name}, and ${why}.`,
    suggestions: [
      'Look at both streams with `cvs status`.',
      'If it is better than staying all the same: --force, with the --reason.',
    ],
  });
}

async function outOfReach(
  { http, signal }: DestinationCheck,
  { distributionPlaylistUrl }: StreamRegion,
): Promise<string | undefined> {
  let why = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      const response = await http.fetch(distributionPlaylistUrl, { timeoutMs: TIMEOUT_MS, signal });
      const found = response.status >= 200 && response.status < 300;
      if (found && response.text().startsWith('#EXTM3U')) return undefined;
      why = `${distributionPlaylistUrl} answers ${found ? 'what is no playlist' : `HTTP ${response.status}`}`;
    } catch (error) {
      signal?.throwIfAborted();
      why = `${distributionPlaylistUrl} is out of reach: ${messageOf(error)}`;
    }
  }
  return why;
}
