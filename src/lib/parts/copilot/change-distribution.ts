import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import { pollUntil } from '../../cloudformation/poll.js';
import type { DistributionSettings } from '../../cluster/cluster.js';
import { mayBeTuned, type Tuned, tune } from '../../edge-settings/tune.js';
import { CvsError } from '../../errors.js';
import type { PartContext } from '../part.js';
import { type CopilotSlot, copilotSlots, withCopilotSlots } from './copilot-slots.js';
import { forget, readMemory, writeMemory } from './distribution-memory.js';
import { lookAtDistribution } from './read-distribution.js';

/** How often an update is repeated when the distribution was changed by somebody else in between. */
const MAX_CONFLICTS = 5;

/** Refusals of a version that was made a moment ago; they pass. */
const NOT_YET = /must be in an Active state|must be assumable/;
const NOT_YET_PAUSE_MS = 5000;

/** Far longer than a propagation to all edges takes. */
const DEPLOYED_LIMIT_MS = 30 * 60_000;

/** What a change of a distribution works with. */
export type ChangeContext = Pick<
  PartContext,
  'clients' | 'clock' | 'random' | 'report' | 'signal' | 'stepId' | 'detach'
>;

/** What is wanted of a distribution that is not the cluster's. */
export interface DistributionWish {
  /** The version ARN of each slot's holder, undefined for none. May throw. */
  fill(slot: CopilotSlot): string | undefined;
  /** Undefined: the owner's own settings. */
  settings: DistributionSettings | undefined;
}

/** What came of it. */
export interface DistributionChange extends Pick<Tuned, 'changes' | 'keptByOwner'> {
  /** Whether the slots were changed. */
  slots: boolean;
}

/**
 * Changes the copilot's slots and the settings of a distribution in one update; everything else is sent back as it was.
 * What cvs sets is remembered in tags of the distribution, so that `destroy` can take it back from any machine.
 */
export async function changeDistribution(
  context: ChangeContext,
  distributionId: string,
  { fill, settings }: DistributionWish,
): Promise<DistributionChange> {
  const { clients, signal } = context;
  for (let conflicts = 0; ; conflicts += 1) {
    const { config, etag } = await readConfig(context, distributionId);
    const slots = copilotSlots(config).some((slot) => fill(slot) !== slot.versionArn);
    const attached = withCopilotSlots(config, fill);
    const tagged =
      settings || mayBeTuned(config)
        ? {
            id: distributionId,
            arn: (await lookAtDistribution(clients, distributionId, signal)).distribution.ARN ?? '',
          }
        : undefined;
    const before = tagged ? await readMemory(clients, tagged, config, signal) : {};
    const { config: wanted, changes, memory, keptByOwner } = tune(attached, settings, before);
    if (tagged && changes.length) await writeMemory(clients, tagged, { ...before, ...memory });
    const changed = slots || changes.length > 0;
    if (changed && !(await update(context, distributionId, wanted, etag, conflicts < MAX_CONFLICTS))) continue;
    if (tagged) await forget(clients, tagged, { before, after: memory });
    return { slots, changes, keptByOwner };
  }
}

/** @returns false when it may be tried again: the distribution was changed in between, or its function is not ready */
function update(
  context: ChangeContext,
  distributionId: string,
  wanted: DistributionConfig,
  etag: string,
  mayRepeat: boolean,
): Promise<boolean> {
  return callCloudFront(context.clients, 'UpdateDistribution', distributionId, async (client, sdk) => {
    try {
      await client.send(
        new sdk.UpdateDistributionCommand({ Id: distributionId, IfMatch: etag, DistributionConfig: wanted }),
      );
      return true;
    } catch (error) {
      if (!mayRepeat || !(error instanceof Error)) throw error;
      if (['PreconditionFailed', 'InvalidIfMatchVersion'].includes(error.name)) return false;
      if (error.name !== 'InvalidLambdaFunctionAssociation' || !NOT_YET.test(error.message)) throw error;
      await context.clock.sleep(NOT_YET_PAUSE_MS, context.signal);
      return false;
    }
  });
}

async function readConfig(
  context: ChangeContext,
  distributionId: string,
): Promise<{ config: DistributionConfig; etag: string }> {
  const read = await callCloudFront(context.clients, 'GetDistributionConfig', distributionId, (client, sdk) =>
    client.send(new sdk.GetDistributionConfigCommand({ Id: distributionId }), { abortSignal: context.signal }),
  );
  return { config: read.DistributionConfig as DistributionConfig, etag: read.ETag ?? '' };
}

/** Waits until all edges have the last change. */
export async function waitUntilDeployed(context: ChangeContext, distributionId: string): Promise<void> {
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
