import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../../aws/aws-clients.js';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import type { Clock } from '../../clock.js';
import { CvsError } from '../../errors.js';
import type { Report } from '../../progress.js';
import { pollUntil } from '../../stacks/poll.js';
import { type CopilotSlot, copilotSlots, splitVersionArn, withCopilotSlots } from './copilot-slots.js';
import type { DistributionLook } from './read-distribution.js';

/** What an attachment works with. */
export interface AttachContext {
  clients: AwsClients;
  clock: Clock;
  random: () => number;
  report: Report;
  signal: AbortSignal;
  stepId: string;
  /** Do not wait until the edges know. */
  detach?: boolean;
}

/** How often an update is tried anew when somebody else changed the distribution in between. */
const MAX_CONFLICTS = 5;

/** Far longer than a propagation to all edges takes. */
const DEPLOYED_LIMIT_MS = 30 * 60_000;

/**
 * Has the copilot run on origin-request in every behavior of a distribution but Smooth Streaming, and waits until all
 * edges know.
 *
 * @param versionArn the function's ARN with a version number
 * @param seen the distribution as it was a moment ago: when that is as it should be, nothing is asked anew
 * @throws CvsError SLOT_TAKEN where another function is on origin-request: nothing is changed then
 */
export async function attachCopilot(
  context: AttachContext,
  distributionId: string,
  versionArn: string,
  seen?: DistributionLook,
): Promise<'attached' | 'unchanged'> {
  if (seen?.deployed && seen.slots.every((slot) => slot.versionArn === versionArn)) return 'unchanged';
  const { functionArn } = splitVersionArn(versionArn);
  const changed = await changeSlots(context, distributionId, (slot) => {
    if (slot.versionArn && splitVersionArn(slot.versionArn).functionArn !== functionArn) {
      throw slotTaken(distributionId, slot);
    }
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

/** The error for a slot that somebody else's function holds. */
export function slotTaken(distributionId: string, slot: CopilotSlot): CvsError {
  return new CvsError({
    code: 'SLOT_TAKEN',
    message:
      `Behavior ${slot.behavior} of distribution ${distributionId} already runs ${slot.versionArn} on origin-request;` +
      ' CloudFront allows one function there, and the copilot needs the place.',
    suggestions: ['Take that function off the behavior, or move it to viewer-request, then run `cvs deploy` again.'],
  });
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
      const read = await callCloudFront(context.clients, 'GetDistribution', distributionId, (client, sdk) =>
        client.send(new sdk.GetDistributionCommand({ Id: distributionId }), { abortSignal: context.signal }),
      );
      return read.Distribution?.Status === 'Deployed' || undefined;
    },
    {
      ...context,
      limitMs: DEPLOYED_LIMIT_MS,
      onLimit: () => {
        throw new CvsError({
          code: 'DISTRIBUTION_NOT_DEPLOYED',
          message: `Distribution ${distributionId} has not been deployed for half an hour.`,
          suggestions: ['See its state in the CloudFront console, then run the same command again.'],
        });
      },
    },
  );
}
