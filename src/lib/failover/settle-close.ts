import { CvsError, ExitCode } from '../errors.js';
import type { DistributionState } from '../serving/what-to-serve.js';
import { type Intent, openIntent, sameIntent } from '../state/intent.js';
import type { ChangeResult } from '../state/state-table.js';
import { closeEverywhere } from './close-everywhere.js';
import { confirmReplicas, type ReplicaSight } from './confirm-replicas.js';
import type { FailoverContext } from './failover-context.js';

/**
 * Follows a close from its write until it holds. Where every replica takes it, that is at once; else at its `closedFrom`,
 * and until then it is watched arriving in the other replicas: what was accepted at the same moment comes to light, and the
 * later of the two is taken back.
 *
 * @param options.before what was wanted before it all began
 * @param options.atOnce whether it may hold before its `closedFrom`: no players are on their way
 * @throws CvsError CLOSED_AT_ONCE when this one was taken back; the signal's reason when it aborts
 */
export async function settleClose(
  context: FailoverContext,
  written: ChangeResult,
  { before, atOnce }: { before: Intent; atOnce: boolean },
): Promise<readonly ReplicaSight[]> {
  const { replica, after } = written;
  const { table, target, clock, signal } = context;
  const everyone = atOnce && written.changed ? await closeEverywhere(context, written) : undefined;
  if (everyone) return everyone;
  const domain = target.distributionDomain;
  const beginsAtMs = (after.closedFrom ?? 0) * 1000;
  const { replicas, open, closed } = await confirmReplicas({
    table,
    member: { region: target.region, domain },
    replica,
    written: after,
    boundMs: Math.max(0, beginsAtMs - clock.now()),
    clock,
    signal,
  });
  const rival = open.size === 0 ? closed.find((one) => isEarlier(one, { ...after, domain })) : undefined;
  if (rival) {
    await table.change({
      domain,
      action: 'close withdrawn',
      change: (now) =>
        sameIntent(now, after)
          ? { ...openIntent(now, clock.now() / 1000, before.drained), closedUntil: before.closedUntil }
          : now,
      reason: `${rival.domain} was closed at the same moment`,
    });
    throw new CvsError({
      code: 'CLOSED_AT_ONCE',
      message: `${rival.domain} (${rival.region}) was closed at the same moment through another replica: this close of ${domain} was taken back, viewers noticed nothing.`,
      suggestions: ['Agree with whoever closed it, then look at `cvs status`.'],
      exitCode: ExitCode.failed,
    });
  }
  return replicas;
}

/** Of two closes at the same moment the one that begins first stands; a hand's has no beginning, and stands. */
function isEarlier(other: DistributionState, mine: Intent & { domain: string }): boolean {
  const difference = (other.closedFrom ?? 0) - (mine.closedFrom ?? 0);
  return difference === 0 ? other.domain < mine.domain : difference < 0;
}
