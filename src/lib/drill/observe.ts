import { messageOf } from '../errors.js';
import { askServes } from '../failover/ask-serves.js';
import { fetchSteering } from '../hls/steering-manifest.js';

import { outsideText } from '../outside-text.js';
import { type DistributionState, isClosed, isDrained, isPending } from '../serving/what-to-serve.js';
import type { DrillContext } from './drill-context.js';
import type { DrillEvent, ServingState, Subject, Timeline } from './timeline.js';

/** How often each is read, in ms. */
const INTERVAL_MS = 500;
const TIMEOUT_MS = 2000;

/**
 * Writes into the timeline when the state table, the steering manifest and each edge change, until the signal aborts.
 * What cannot be read is written down as unreadable; nothing is thrown.
 */
export async function observe(
  { cluster, table, masterUrl, http, clock }: DrillContext,
  timeline: Timeline,
  signal: AbortSignal,
): Promise<void> {
  const steered = async (): Promise<DrillEvent> => ({
    type: 'steered',
    order: await fetchSteering(http, masterUrl, { timeoutMs: TIMEOUT_MS, signal }),
  });
  await Promise.all([
    watch({ type: 'state-table' }, state),
    ...(cluster.masterPlaylist.steering ? [watch({ type: 'steering' }, steered)] : []),
    ...cluster.regions.map(({ region, distributionPlaylistUrl }) =>
      watch({ type: 'edge', region }, async () => {
        const [{ status }, serves] = await Promise.all([
          http.fetch(distributionPlaylistUrl, { timeoutMs: TIMEOUT_MS, signal }),
          askServes({ distributionPlaylistUrl }, { http, signal }),
        ]);
        return { type: 'answered', status, servesFrom: serves && outsideText(serves.servesFrom) };
      }),
    ),
  ]);

  async function watch(subject: Subject, look: () => Promise<DrillEvent>): Promise<void> {
    while (!signal.aborted) {
      const event = await look().catch((error): DrillEvent => ({ type: 'unreadable', why: messageOf(error) }));
      if (!signal.aborted) timeline.seen(clock.monotonic(), subject, event);
      await clock.sleep(INTERVAL_MS, signal).catch(() => {});
    }
  }

  async function state(): Promise<DrillEvent> {
    const { state, nowMs } = await table.read(signal);
    const stateOf = (one: DistributionState): ServingState => {
      if (isClosed(state, one.domain, nowMs)) return 'closed';
      if (isPending(one, nowMs)) return 'closing';
      return isDrained(one, nowMs) ? 'drained' : 'open';
    };
    return {
      type: 'serving',
      distributions: state.distributions.map((one) => ({ region: one.region, state: stateOf(one) })),
    };
  }
}
