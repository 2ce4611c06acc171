import type { DistributionSettings } from '../../cluster/cluster.js';
import type { Tuned } from '../../edge-settings/tune.js';
import { CvsError } from '../../errors.js';
import { type ChangeContext, changeDistribution, waitUntilDeployed } from './change-distribution.js';
import { foreignSlot, slotTaken, splitVersionArn } from './copilot-slots.js';

/**
 * Has the copilot run on origin-request in every behavior of a distribution but Smooth Streaming, and waits until all
 * edges know.
 *
 * @param versionArn the function's ARN with a version number
 * @param settings of the distribution, as the cluster file has them; without them the owner's own are taken back
 * @throws CvsError SLOT_TAKEN where another function is on origin-request: nothing is changed then
 */
export async function attachCopilot(
  context: ChangeContext,
  distributionId: string,
  versionArn: string,
  settings?: DistributionSettings,
): Promise<'attached' | 'tuned' | 'unchanged'> {
  const { functionArn } = splitVersionArn(versionArn);
  const { slots, changes } = await changeDistribution(context, distributionId, {
    fill(slot) {
      if (foreignSlot([slot], functionArn)) throw slotTaken(distributionId, slot);
      return versionArn;
    },
    settings,
  });
  if (!context.detach) await waitUntilDeployed(context, distributionId);
  if (slots) return 'attached';
  return changes.length > 0 ? 'tuned' : 'unchanged';
}

/** What came of a detachment. */
export interface Detached extends Pick<Tuned, 'changes' | 'keptByOwner'> {
  change: 'detached' | 'unchanged';
}

/**
 * Takes every version of the copilot off a distribution, gives the distribution the owner's own settings again, and
 * waits until all edges know. A distribution that is gone counts as detached.
 */
export async function detachCopilot(
  context: ChangeContext,
  distributionId: string,
  functionArn: string,
): Promise<Detached> {
  try {
    const { slots, ...settings } = await changeDistribution(context, distributionId, {
      fill: ({ versionArn }) =>
        versionArn && splitVersionArn(versionArn).functionArn === functionArn ? undefined : versionArn,
      settings: undefined,
    });
    await waitUntilDeployed(context, distributionId);
    return { change: slots || settings.changes.length > 0 ? 'detached' : 'unchanged', ...settings };
  } catch (error) {
    if (error instanceof CvsError && error.code === 'NO_SUCH_DISTRIBUTION') {
      return { change: 'unchanged', changes: [], keptByOwner: [] };
    }
    throw error;
  }
}
