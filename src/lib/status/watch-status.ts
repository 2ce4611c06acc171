import type { ViewInput } from '../parts/view.js';
import type { ClusterStatus } from './cluster-status.js';
import { type ControlPlane, readControlPlane } from './read-control-plane.js';
import { readStatus } from './read-status.js';

/** How often the status is read, in ms. */
const INTERVAL_MS = 1000;
/** How old the answers of the control planes may be, in ms: their APIs throttle, and deployments alone change them. */
const CONTROL_PLANE_MS = 15_000;

/**
 * Reads the status once a second, until the signal aborts. The control planes are asked less often, and the status does
 * not wait for them.
 */
export async function* watchStatus(context: ViewInput): AsyncGenerator<ClusterStatus, void> {
  const { clock, signal } = context;
  const over = () => signal?.aborted === true;
  let known: ControlPlane | undefined;
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
      if (!known) await asking;
      if (known && !over()) yield await readStatus(context, known);
      await clock.sleep(Math.max(0, beganMs + INTERVAL_MS - clock.monotonic()), signal);
    }
  } catch (error) {
    if (!over()) throw error;
  } finally {
    await asking;
  }
}
