import { runStep } from '../progress.js';
import { isWanted } from '../serving/what-to-serve.js';
import { drainedIntent } from '../state/intent.js';
import { checkDestination } from './check-destination.js';
import { confirmReplicas } from './confirm-replicas.js';
import { changeTarget, type FailoverContext, type FailoverResult, planOf, warnOfSilence } from './failover-context.js';

export interface DrainResult extends FailoverResult {
  outcome: 'drained' | 'already-drained';
  /** The distribution is closed: there are no players to steer away. */
  closed?: true;
}

/**
 * Steers players away from a distribution, which goes on serving those who stay. `openDistribution` undoes it.
 *
 * @throws CvsError LAST_OPEN_DISTRIBUTION when there is no other one to steer to, DESTINATION_UNHEALTHY, and as
 * `StateTable.change`
 */
export async function drainDistribution(context: FailoverContext): Promise<DrainResult> {
  const { cluster, table, target, clock, report, signal } = context;
  const { distributionDomain: domain, region } = target;
  const reading = await table.read(signal);
  warnOfSilence(report, reading);
  const { forced, playersStay } = await checkDestination(context, reading);
  const warn = (why: string) => report({ type: 'warning', message: `Players stay in ${region}${why}.` });
  if (playersStay)
    warn(' until it is closed or the other stream is fresh: players are never steered to a stale stream');
  if (!cluster.masterPlaylist.steering) {
    warn(': the merged master playlist has no steering (masterPlaylist.steering: false)');
  }

  report({ type: 'plan', steps: planOf(target, [{ id: 'drain', title: 'Steer players away' }]) });
  const more = { forced: forced !== undefined, keepAnotherOpen: true };
  const change = await runStep(
    report,
    'drain',
    () => changeTarget(context, 'drain', (before) => drainedIntent(before, clock.now()), more),
    (result) => (result.changed ? `written in ${result.replica}` : 'players were steered away already'),
  );
  const closed = isWanted(change.after, clock.now()) ? undefined : (true as const);
  const common = { domain, region, replica: change.replica, closed, forced };
  if (!change.changed) return { outcome: 'already-drained', ...common };
  const { replicas } = await confirmReplicas(context, change);
  return { outcome: 'drained', ...common, replicas };
}
