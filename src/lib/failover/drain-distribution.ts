import { isWanted } from '../serving/what-to-serve.js';
import { drainedIntent } from '../state/intent.js';
import { checkDestination } from './check-destination.js';
import { confirmReplicas, type ReplicaSight } from './confirm-replicas.js';
import { drainMovesPlayers } from './drain-moves-players.js';
import { ARRIVAL_BOUND_MS, type FailoverContext, planOf, warnOfSilence } from './failover-context.js';
import { runStep } from './run-step.js';

export interface DrainResult {
  outcome: 'drained' | 'already-drained';
  domain: string;
  region: string;
  /** Region of the replica that took the write. */
  replica: string;
  /** It is closed: nobody is there to be steered away. */
  closed?: true;
  /** Whether the other replicas have it, and since when. */
  replicas?: readonly ReplicaSight[];
  /** What spoke against it and was overridden. */
  forced?: string;
}

export interface DrainOptions extends FailoverContext {
  /** Go on although the region that viewers go to is stale or out of reach. */
  force?: boolean;
}

/**
 * Steers players away from a distribution, which goes on serving whoever stays. `openDistribution` undoes it.
 *
 * @throws CvsError LAST_OPEN_DISTRIBUTION when there is no other one to steer to, DESTINATION_UNHEALTHY, and as
 * `StateTable.change`
 */
export async function drainDistribution(options: DrainOptions): Promise<DrainResult> {
  const { cluster, table, target, clock, report, signal, reason } = options;
  const domain = target.distributionDomain;
  const reading = await table.read(signal);
  warnOfSilence(report, reading);
  const nowS = clock.now() / 1000;
  const forced = await checkDestination({ ...options, reading, nowS });
  if (forced !== undefined && !drainMovesPlayers(cluster, reading.state, domain, nowS)) {
    report({
      type: 'warning',
      message:
        'Nobody is steered to a stale stream: players stay until this distribution is closed, or the other plays.',
    });
  }
  if (!cluster.masterPlaylist.steering) {
    report({
      type: 'warning',
      message: 'The merged master playlist carries no steering (masterPlaylist.steering: false): players stay.',
    });
  }
  report({ type: 'plan', steps: planOf(target, [{ id: 'drain', title: 'Steer players away' }]) });
  const { changed, replica, after } = await runStep(
    report,
    'drain',
    () =>
      table.change({
        domain,
        action: 'drain',
        change: (before) => drainedIntent(before, clock.now() / 1000),
        reason,
        ...(forced === undefined ? {} : { forced: true }),
        keepAnotherOpen: true,
        signal,
      }),
    (result) => (result.changed ? `written in ${result.replica}` : 'players were steered away already'),
  );
  const { region } = target;
  const closed = !isWanted(after, clock.now() / 1000);
  const common = {
    domain,
    region,
    replica,
    ...(closed ? { closed: true as const } : {}),
    ...(forced === undefined ? {} : { forced }),
  };
  if (!changed) return { outcome: 'already-drained', ...common };
  const arrival = {
    table,
    member: { region, domain },
    replica,
    written: after,
    boundMs: ARRIVAL_BOUND_MS,
    clock,
    signal,
  };
  return { outcome: 'drained', ...common, replicas: (await confirmReplicas(arrival)).replicas };
}
