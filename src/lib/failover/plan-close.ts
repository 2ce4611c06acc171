import type { StateReading } from '../state/state-reading.js';
import { checkDestination, drainMovesPlayers } from './check-destination.js';
import { recentCloseWarning, recentOpeningWarning } from './close-warnings.js';
import { type FailoverContext, STEERING_TTL_MS } from './failover-context.js';

/** How long players get to leave, in ms: two readings of the steering manifest. */
export const LEAVE_MS = 2 * STEERING_TTL_MS;

export interface CloseOptions extends FailoverContext {
  /** Skip the drain: the region is already broken. */
  now?: boolean;
  /** The close lapses by itself this many seconds after it begins. */
  closeForS?: number;
  /** Close although the region that viewers go to is stale or unreachable. */
  force?: boolean;
  /** Where viewers load the master playlist, to see when they are steered away; not looked at when absent. */
  findMasterUrl?: () => Promise<string | undefined>;
}

/** How a close will be done, decided before anything is written. */
export interface ClosePlan {
  /** Whether players are steered away before the close. */
  steered: boolean;
  /** What spoke against the close and was overridden. */
  forced?: string;
}

/**
 * Decides how a distribution is closed, and warns of what viewers will notice.
 *
 * There is no drain with `now`, and none where the merged master playlist carries no steering. There is none either where
 * viewers are forced to a stale stream: no steering manifest sends players there.
 *
 * @throws CvsError DESTINATION_UNHEALTHY; the signal's reason when it aborts
 */
export async function planClose(options: CloseOptions, reading: StateReading): Promise<ClosePlan> {
  const { cluster, target, clock, report, now } = options;
  const { distributionDomain: domain, region } = target;
  const nowMs = clock.now();
  const forced = await checkDestination({ ...options, reading, nowMs });
  const playersStay = forced !== undefined && !drainMovesPlayers(cluster, reading.state, domain, nowMs);
  const steered = !now && cluster.masterPlaylist.steering && !playersStay;
  const warnings = [
    playersStay && !now
      ? `${region} closes without a drain: players are never steered to a stale stream. Players leave ${domain} when it answers 404.`
      : undefined,
    recentCloseWarning({ reading, domain, drained: steered, nowMs }),
    recentOpeningWarning(reading.state, domain, nowMs + (steered ? LEAVE_MS : 0)),
  ];
  for (const message of warnings) if (message !== undefined) report({ type: 'warning', message });
  return { steered, forced };
}
