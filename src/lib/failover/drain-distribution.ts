import { isWanted } from '../serving/what-to-serve.js';
import { drainedIntent } from '../state/intent.js';
import { checkDestination, drainMovesPlayers } from './check-destination.js';
import { confirmReplicas, type ReplicaSight } from './confirm-replicas.js';
import { type FailoverContext, planOf, warnOfSilence } from './failover-context.js';
import { runStep } from './run-step.js';

export interface DrainResult {
  outcome: 'drained' | 'already-drained';
  domain: string;
  region: string;
  /** Region of the replica that took the write. */
  replica: string;
  /** The distribution is closed: there are no players to steer away. */
  closed?: true;
  /** Whether the other replicas have it, and since when. */
  replicas?: readonly ReplicaSight[];
  /** What spoke against it and was overridden. */
  forced?: string;
}

export interface DrainOptions extends FailoverContext {
  /** Drain although the region that viewers go to is stale or unreachable. */
  force?: boolean;
}

/**
 * Steers players away from a distribution, which goes on serving those who stay. `openDistribution` undoes it.
 *
 * @throws CvsError LAST_OPEN_DISTRIBUTION when there is no other one to steer to, DESTINATION_UNHEALTHY, and as
 * `StateTable.change`
 */
export async function drainDistribution(options: DrainOptions): Promise<DrainResult> {
  const { table, target, clock, report, signal, reason } = options;
  const { distributionDomain: domain, region } = target;
  const forced = await lookAhead(options);
  report({ type: 'plan', steps: planOf(target, [{ id: 'drain', title: 'Steer players away' }]) });
  const change = await runStep(
    report,
    'drain',
    () =>
      table.change({
        domain,
        action: 'drain',
        change: (before) => drainedIntent(before, clock.now()),
        reason,
        forced: forced !== undefined,
        keepAnotherOpen: true,
        signal,
      }),
    (result) => (result.changed ? `written in ${result.replica}` : 'players were steered away already'),
  );
  const { replica } = change;
  const closed = isWanted(change.after, clock.now()) ? undefined : (true as const);
  const common = { domain, region, replica, closed, forced };
  if (!change.changed) return { outcome: 'already-drained', ...common };
  const { replicas } = await confirmReplicas(options, change);
  return { outcome: 'drained', ...common, replicas };
}

/** Checks where players would go, and warns where they would stay. @returns what was overridden */
async function lookAhead(options: DrainOptions): Promise<string | undefined> {
  const { cluster, table, target, clock, report, signal } = options;
  const { distributionDomain: domain, region } = target;
  const reading = await table.read(signal);
  warnOfSilence(report, reading);
  const nowMs = clock.now();
  const forced = await checkDestination({ ...options, reading, nowMs });
  const warn = (message: string) => report({ type: 'warning', message });
  if (forced !== undefined && !drainMovesPlayers(cluster, reading.state, domain, nowMs)) {
    warn(
      `Players stay in ${region} until it is closed or the other stream is fresh: players are never steered to a stale stream.`,
    );
  }
  if (!cluster.masterPlaylist.steering) {
    warn(`Players stay in ${region}: the merged master playlist has no steering (masterPlaylist.steering: false).`);
  }
  return forced;
}
