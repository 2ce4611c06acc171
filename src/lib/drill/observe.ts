import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import { messageOf } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';
import { isClosed, isDrained, isPending } from '../serving/what-to-serve.js';
import type { StateAccess } from '../state/state-table.js';
import { readSteering } from '../viewer/read-steering.js';
import type { Timeline } from './timeline.js';

/** How often each is looked at, in ms. */
const INTERVAL_MS = 500;
const TIMEOUT_MS = 2000;

/**
 * Writes into the timeline when the state table, the steering manifest and each edge change, until the signal aborts.
 * What cannot be read is written down as that; nothing is thrown.
 */
export async function observe(options: {
  cluster: Cluster;
  table: StateAccess;
  masterUrl: string;
  http: HttpClient;
  clock: Clock;
  timeline: Timeline;
  signal: AbortSignal;
}): Promise<void> {
  const { cluster, table, masterUrl, http, clock, timeline, signal } = options;
  await Promise.all([
    watch('state table', state),
    ...(cluster.masterPlaylist.steering ? [watch('steering', steering)] : []),
    ...cluster.regions.map((one) =>
      watch(`edge ${one.region}`, async () => {
        const { status } = await http.fetch(one.distributionPlaylistUrl, { timeoutMs: TIMEOUT_MS, signal });
        return `HTTP ${status}`;
      }),
    ),
  ]);

  async function watch(source: string, look: () => Promise<string>): Promise<void> {
    while (!signal.aborted) {
      let what: string;
      try {
        what = await look();
      } catch (error) {
        what = messageOf(error);
      }
      if (!signal.aborted) timeline.seen(clock.monotonic(), source, what);
      await clock.sleep(INTERVAL_MS, signal).catch(() => {});
    }
  }

  async function state(): Promise<string> {
    const { state } = await table.read(signal);
    const nowS = clock.now() / 1000;
    return state.distributions
      .map((one) => {
        const drained = isDrained(one, nowS) ? 'drained' : 'open';
        const is = isClosed(state, one.domain, nowS) ? 'closed' : isPending(one, nowS) ? 'about to close' : drained;
        return `${one.region} ${is}`;
      })
      .join(', ');
  }

  async function steering(): Promise<string> {
    return (await readSteering(http, masterUrl, { timeoutMs: TIMEOUT_MS, signal })).join(', then ');
  }
}
