import { CvsError } from '../errors.js';
import type { DistributionState, Intent } from '../serving/what-to-serve.js';
import { openIntent, sameIntent } from '../state/intent.js';
import type { ChangeResult } from '../state/state-table.js';
import { closeEverywhere } from './close-everywhere.js';
import { confirmReplicas, type ReplicaSight } from './confirm-replicas.js';
import type { FailoverContext } from './failover-context.js';

/**
 * Follows a close from its write until it is in force: at once where every replica takes it, else at its `closedFromMs`.
 * Until then the write is watched as it arrives in the other replicas. A close of the other distribution that another
 * replica accepted at the same moment shows there, and the later of the two closes is taken back.
 *
 * @param options.before what was wanted before the drain and the close
 * @param options.atOnce whether the close may be in force before its `closedFromMs`: no players were told to leave
 * @throws CvsError CLOSED_AT_ONCE when this one was taken back; the signal's reason when it aborts
 */
export async function settleClose(
  context: FailoverContext,
  written: ChangeResult,
  { before, atOnce }: { before: Intent; atOnce: boolean },
): Promise<readonly ReplicaSight[]> {
  const { after } = written;
  const { table, target, clock } = context;
  const inForce = atOnce && written.changed ? await closeEverywhere(context, written) : undefined;
  if (inForce) return inForce;
  const domain = target.distributionDomain;
  const boundMs = Math.max(0, (after.closedFromMs ?? 0) - clock.now());
  const { replicas, rivals } = await confirmReplicas(context, written, boundMs);
  const rival = rivals.find((one) => isEarlier(one, { ...after, domain }));
  if (rival) {
    await table.change({
      domain,
      action: 'close withdrawn',
      change: (now) =>
        sameIntent(now, after)
          ? { ...openIntent(now, clock.now(), before.drained), closedUntilMs: before.closedUntilMs }
          : now,
      reason: `${rival.domain} was closed at the same moment`,
    });
    throw new CvsError({
      code: 'CLOSED_AT_ONCE',
      message: `The close of ${target.region} was taken back: ${rival.domain} (${rival.region}) was closed at the same moment through another replica. Viewers noticed nothing.`,
      suggestions: [`Agree with the operator who closed ${rival.region}, then look at \`cvs status\`.`],
    });
  }
  return replicas;
}

/** Of two closes at the same moment the one that begins first stays; one made outside cvs has no beginning, and stays. */
function isEarlier(other: DistributionState, mine: Intent & { domain: string }): boolean {
  const difference = (other.closedFromMs ?? 0) - (mine.closedFromMs ?? 0);
  return difference === 0 ? other.domain < mine.domain : difference < 0;
}
