import { drainedIntent } from '../state/intent.js';
import { type FailoverContext, planOf, warnOfSilence } from './failover-context.js';
import { runStep } from './run-step.js';

export interface DrainResult {
  outcome: 'drained' | 'already-drained';
  domain: string;
  region: string;
  /** Region of the replica that took the write. */
  replica: string;
}

/**
 * Steers players away from a distribution, which goes on serving whoever stays. `openDistribution` undoes it.
 *
 * @throws CvsError LAST_OPEN_DISTRIBUTION when there is no other one to steer to, and as `StateTable.change`
 */
export async function drainDistribution(options: Omit<FailoverContext, 'http'>): Promise<DrainResult> {
  const { cluster, table, target, clock, report, signal, reason } = options;
  const domain = target.distributionDomain;
  warnOfSilence(report, await table.read(signal));
  if (!cluster.masterPlaylist.steering) {
    report({
      type: 'warning',
      message: 'The merged master playlist carries no steering (masterPlaylist.steering: false): players stay.',
    });
  }
  report({ type: 'plan', steps: planOf(target, [{ id: 'drain', title: 'Steer players away' }]) });
  const { changed, replica } = await runStep(
    report,
    'drain',
    () =>
      table.change({
        domain,
        action: 'drain',
        change: (before) => drainedIntent(before, clock.now() / 1000),
        reason,
        keepAnotherOpen: true,
        signal,
      }),
    (result) => (result.changed ? `written in ${result.replica}` : 'players were steered away already'),
  );
  return { outcome: changed ? 'drained' : 'already-drained', domain, region: target.region, replica };
}
