import type { ViewInput } from '../parts/view.js';
import type { ClusterStatus } from './cluster-status.js';
import { NOT_READ_YET, readControlPlane } from './read-control-plane.js';
import { readStatus } from './read-status.js';

/** How often the status is read, in ms. */
const INTERVAL_MS = 1000;
/** How old the answers of the control planes may be, in ms: their APIs throttle, and deployments alone change them. */
const CONTROL_PLANE_MS = 15_000;
/** How long the first status waits for the control planes, in ms: a region whose APIs hang must not leave a blank screen. */
const FIRST_MS = 1000;
/** How long one of the other readings may take, in ms: what does not answer by then is unknown until the next status. */
const LIVE_MS = 2000;

/**
 * Reads the status once a second, until the signal aborts. The control planes are asked less often, and the status does
 * not wait for them.
 */
export async function* watchStatus(context: ViewInput): AsyncGenerator<ClusterStatus, void> {
  const { clock, signal } = context;
  const over = () => signal?.aborted === true;
  let known = NOT_READ_YET;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const ask = async () => {
    known = await readControlPlane(context).catch(() => known);
    asking = undefined;
  };
  try {
    while (!over()) {
      const beganMs = clock.monotonic();
      if (!asking && beganMs - askedAtMs >= CONTROL_PLANE_MS) {
        askedAtMs = beganMs;
        asking = ask();
      }
      if (known === NOT_READ_YET && asking) await Promise.race([asking, clock.sleep(FIRST_MS, signal)]);
      if (!over()) yield await readStatus({ limitMs: LIVE_MS, ...context }, known);
      await clock.sleep(Math.max(0, beganMs + INTERVAL_MS - clock.monotonic()), signal);
    }
  } catch (error) {
    if (!over()) throw error;
  } finally {
    await asking;
  }
}
