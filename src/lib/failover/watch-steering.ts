import type { StreamRegion } from '../cluster/cluster.js';
import { readSteering } from '../viewer/read-steering.js';
import type { FailoverContext } from './failover-context.js';

const INTERVAL_MS = 250;
const TIMEOUT_MS = 2000;

/**
 * Waits until the steering manifest sends players somewhere else than to `target`: from then on they leave, each with
 * its next look at the manifest. It is watched for the operator's eyes only: what cannot be read is asked for again.
 *
 * @param masterUrl where viewers load the master playlist; undefined when nothing says so
 * @returns where players are sent; undefined when the signal aborted before
 */
export async function watchSteering(
  { http, clock }: Pick<FailoverContext, 'http' | 'clock'>,
  target: StreamRegion,
  masterUrl: () => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const url = await masterUrl().catch(() => undefined);
  while (url !== undefined && !signal.aborted) {
    const order = await readSteering(http, url, { timeoutMs: TIMEOUT_MS, signal }).catch(() => undefined);
    if (order?.[0] !== undefined && order[0] !== target.region) return order[0];
    await clock.sleep(INTERVAL_MS, signal).catch(() => {});
  }
  return undefined;
}
