import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import { pollUntil } from '../../cloudformation/poll.js';
import { CvsError } from '../../errors.js';
import type { PartContext } from '../part.js';
import {
  type CopilotSlot,
  copilotSlots,
  foreignSlot,
  slotTaken,
  splitVersionArn,
  withCopilotSlots,
} from './copilot-slots.js';
import { lookAtDistribution } from './read-distribution.js';

/** How often an update is repeated when the distribution was changed by somebody else in between. */
const MAX_CONFLICTS = 5;

/** Far longer than a propagation to all edges takes. */
const DEPLOYED_LIMIT_MS = 30 * 60_000;

/** What an attachment works with. */
export type AttachContext = Pick<
  PartContext,
  'clients' | 'clock' | 'random' | 'report' | 'signal' | 'stepId' | 'detach'
>;

/**
 * Has the copilot run on origin-request in every behavior of a distribution but Smooth Streaming, and waits until all
 * edges know.
 *
 * @param versionArn the function's ARN with a version number
 * @throws CvsError SLOT_TAKEN where another function is on origin-request: nothing is changed then
 */
export async function attachCopilot(
  context: AttachContext,
  distributionId: string,
  versionArn: string,
): Promise<'attached' | 'unchanged'> {
  const { functionArn } = splitVersionArn(versionArn);
  const changed = await changeSlots(context, distributionId, (slot) => {
    if (foreignSlot([slot], functionArn)) throw slotTaken(distributionId, slot);
    return versionArn;
  });
  if (!context.detach) await waitUntilDeployed(context, distributionId);
  return changed ? 'attached' : 'unchanged';
}

/**
 * Takes every version of the copilot off a distribution and waits until all edges know. A distribution that is gone
 * counts as detached.
 */
export async function detachCopilot(
  context: AttachContext,
  distributionId: string,
  functionArn: string,
): Promise<'detached' | 'unchanged'> {
  try {
    const changed = await changeSlots(context, distributionId, ({ versionArn }) =>
      versionArn && splitVersionArn(versionArn).functionArn === functionArn ? undefined : versionArn,
    );
    await waitUntilDeployed(context, distributionId);
    return changed ? 'detached' : 'unchanged';
  } catch (error) {
    if (error instanceof CvsError && error.code === 'NO_SUCH_DISTRIBUTION') return 'unchanged';
    throw error;
  }
}

async function changeSlots(
  context: AttachContext,
  distributionId: string,
  fill: (slot: CopilotSlot) => string | undefined,
): Promise<boolean> {
  for (let conflicts = 0; ; conflicts += 1) {
    const { config, etag } = await readConfig(context, distributionId);
    if (copilotSlots(config).every((slot) => fill(slot) === slot.versionArn)) return false;
    const wanted = withCopilotSlots(config, fill);
    const done = await callCloudFront(context.clients, 'UpdateDistribution', distributionId, async (client, sdk) => {
      try {
        await client.send(
          new sdk.UpdateDistributionCommand({ Id: distributionId, IfMatch: etag, DistributionConfig: wanted }),
        );
        return true;
      } catch (error) {
        if (conflicts < MAX_CONFLICTS && error instanceof Error && error.name === 'PreconditionFailed') return false;
        throw error;
      }
    });
    if (done) return true;
  }
}

async function readConfig(
  context: AttachContext,
  distributionId: string,
): Promise<{ config: DistributionConfig; etag: string }> {
  const read = await callCloudFront(context.clients, 'GetDistributionConfig', distributionId, (client, sdk) =>
    client.send(new sdk.GetDistributionConfigCommand({ Id: distributionId }), { abortSignal: context.signal }),
  );
  return { config: read.DistributionConfig as DistributionConfig, etag: read.ETag ?? '' };
}

async function waitUntilDeployed(context: AttachContext, distributionId: string): Promise<void> {
  context.report({ type: 'activity', id: context.stepId, message: `waiting for ${distributionId} to be deployed` });
  await pollUntil(
    async () => {
      const { deployed } = await lookAtDistribution(context.clients, distributionId, context.signal);
      return deployed || undefined;
    },
    {
      ...context,
      limitMs: DEPLOYED_LIMIT_MS,
      onLimit: () => {
        throw new CvsError({
          code: 'DISTRIBUTION_NOT_DEPLOYED',
          message: `Distribution ${distributionId} has not been deployed for half an hour.`,
          suggestions: ['See its state in the CloudFront console.'],
        });
      },
    },
  );
}
