import type { DistributionSettings } from '../../cluster/cluster.js';
import { CvsError } from '../../errors.js';
import {
  type ChangeContext,
  changeDistribution,
  type DistributionChange,
  settleDistribution,
} from './change-distribution.js';
import { foreignSlot, slotTaken, splitVersionArn } from './copilot-slots.js';
import type { FormerCopilots } from './former-copilots.js';

/**
 * Has the copilot run on origin-request in every behavior of a distribution but Smooth Streaming, and waits until all
 * edges know.
 *
 * @param versionArn the function's ARN with a version number
 * @param wish settings: of the distribution, as the cluster file has them; without them the owner's own are taken back.
 *   former: copilots whose place it takes
 * @throws CvsError SLOT_TAKEN where another function is on origin-request, UNKNOWN_SETTINGS where an update would
 *   remove something: nothing is changed then; SOMEBODY_ELSE_CHANGED where its owner takes the copilot off meanwhile
 */
export async function attachCopilot(
  context: ChangeContext,
  distributionId: string,
  versionArn: string,
  { settings, former }: { settings?: DistributionSettings; former?: FormerCopilots } = {},
): Promise<'attached' | 'tuned' | 'unchanged'> {
  const { functionArn } = splitVersionArn(versionArn);
  const bring = context.detach ? changeDistribution : settleDistribution;
  const { slots, changes } = await bring(context, distributionId, {
    fill(slot) {
      if (foreignSlot([slot], functionArn, former)) throw slotTaken(distributionId, slot);
      return versionArn;
    },
    settings,
  });
  if (slots) return 'attached';
  return changes.length > 0 ? 'tuned' : 'unchanged';
}

/** What came of a detachment. */
export interface Detached extends Pick<DistributionChange, 'changes' | 'keptByOwner' | 'leftAsSet'> {
  change: 'detached' | 'unchanged';
}

/**
 * Takes every version of these copilots off a distribution, gives the distribution the owner's own settings again, and
 * waits until all edges know. A distribution that is gone counts as detached.
 */
export async function detachCopilot(
  context: ChangeContext,
  distributionId: string,
  functionArns: ReadonlySet<string>,
): Promise<Detached> {
  try {
    const { slots, ...settings } = await settleDistribution(context, distributionId, {
      fill: ({ versionArn }) =>
        versionArn && functionArns.has(splitVersionArn(versionArn).functionArn) ? undefined : versionArn,
      settings: undefined,
      byHand:
        `Or take ${[...functionArns].join(' and ')} off yourself: in the CloudFront console choose "No association" for its origin request in` +
        ' every behavior, wait until the distribution is deployed, and run the same command again.',
    });
    return { change: slots || settings.changes.length > 0 ? 'detached' : 'unchanged', ...settings };
  } catch (error) {
    if (error instanceof CvsError && error.code === 'NO_SUCH_DISTRIBUTION') {
      return { change: 'unchanged', changes: [], keptByOwner: [] };
    }
    throw error;
  }
}
