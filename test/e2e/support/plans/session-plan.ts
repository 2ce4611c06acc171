import type { PlayerName } from '../players.js';
import type { Scenario } from '../scenario.js';
import type { Session } from '../session.js';

/** Scenarios that the same players go through, one after the other. */
export interface SessionPlan {
  scenarios: readonly Scenario[];
  /** Whether the streams are low-latency streams. */
  lowLatency?: boolean;
  /** Default: all. */
  players?: readonly PlayerName[];
  run(session: Session, players: readonly PlayerName[]): Promise<void>;
}
