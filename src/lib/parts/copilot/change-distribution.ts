import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { keepAnswerBody } from '../../aws/answer-body.js';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import { pollUntil } from '../../cloudformation/poll.js';
import type { DistributionSettings } from '../../cluster/cluster.js';
import { mayBeTuned, type Tuned, tune } from '../../edge-settings/tune.js';
import { CvsError } from '../../errors.js';
import type { PartContext } from '../part.js';
import { type CopilotSlot, copilotSlots, withCopilotSlots } from './copilot-slots.js';
import { forget, readMemory, writeMemory } from './distribution-memory.js';
import { type DistributionLook, lookAtDistribution } from './read-distribution.js';
import { unknownSettings, wouldRemove } from './unknown-settings.js';

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
  /**
   * Of a removal: how people can do it themselves where cvs may not update the distribution. Settings are left as they
   * are then, so that it does not stand in the way for ever.
   */
  byHand?: string;
}

/** What came of it. */
export interface DistributionChange extends Pick<Tuned, 'changes' | 'keptByOwner'> {
  /** Whether the slots were changed. */
  slots: boolean;
  /** What cvs has set and left so, because an update would remove what it does not know. */
  leftAsSet?: Tuned['keptByOwner'];
}

/**
 * Makes a distribution what is wanted, waits until all edges know, and sees that it is so then: its owner may have
 * updated it meanwhile, which takes minutes. What the owner took away is made once more.
 *
 * @throws CvsError SOMEBODY_ELSE_CHANGED when it is taken away again; UNKNOWN_SETTINGS
 */
export async function settleDistribution(
  context: ChangeContext,
  distributionId: string,
  wish: DistributionWish,
): Promise<DistributionChange> {
  const first = await changeDistribution(context, distributionId, wish);
  for (let again = false; ; again = true) {
    const { distribution, slots } = await waitUntilDeployed(context, distributionId);
    const config = distribution.DistributionConfig;
    const lost = slots.find((slot) => wish.fill(slot) !== slot.versionArn);
    const undone = config && wish.settings ? tune(config, wish.settings, {}).changes : [];
    if (!lost && undone.length === 0) return first;
    const what = lost
      ? `${lost.behavior} has ${lost.versionArn ?? 'no function'} on origin-request`
      : `${undone[0]?.name} is ${undone[0]?.before}`;
    if (again) throw somebodyElse(distributionId, what);
    const message = `${distributionId} was changed outside cvs meanwhile (${what}): changing it once more`;
    context.report({ type: 'warning', message });
    await changeDistribution(context, distributionId, wish);
  }
}

function somebodyElse(distributionId: string, what: string): CvsError {
  return new CvsError({
    code: 'SOMEBODY_ELSE_CHANGED',
    message: `Somebody else keeps changing distribution ${distributionId}: cvs changed it twice, and ${what} again.`,
    suggestions: [
      'Find the tool that updates it, such as a pipeline with Terraform, CDK or CloudFormation: let it finish, and let it' +
        ' keep Lambda function associations that it did not make.',
      'Then run the same command again.',
    ],
  });
}

/**
 * Changes the copilot's slots and the settings of a distribution in one update; everything else is sent back as it was.
 * What cvs sets is remembered in tags of the distribution, so that `destroy` can take it back from any machine.
 *
 * @throws CvsError UNKNOWN_SETTINGS where an update would remove something
 */
export async function changeDistribution(
  context: ChangeContext,
  distributionId: string,
  { fill, settings, byHand }: DistributionWish,
): Promise<DistributionChange> {
  const { clients, signal } = context;
  for (let conflicts = 0; ; conflicts += 1) {
    const { config, etag, unknown } = await readConfig(context, distributionId);
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
    if ((slots || changes.length > 0) && unknown.length > 0) {
      if (slots || byHand === undefined) throw wouldRemove(distributionId, unknown, byHand);
      const leftAsSet = changes.map(({ name, before: value }) => ({ name, value }));
      return { slots, changes: [], keptByOwner, leftAsSet };
    }
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
): Promise<{ config: DistributionConfig; etag: string; unknown: readonly string[] }> {
  return callCloudFront(context.clients, 'GetDistributionConfig', distributionId, async (client, sdk) => {
    const command = new sdk.GetDistributionConfigCommand({ Id: distributionId });
    const body = keepAnswerBody(command);
    const { DistributionConfig: config, ETag } = await client.send(command, { abortSignal: context.signal });
    return {
      config: config as DistributionConfig,
      etag: ETag ?? '',
      unknown: await unknownSettings(body(), config),
    };
  });
}

/** Waits until all edges have the last change. @returns the distribution as it is then */
export async function waitUntilDeployed(context: ChangeContext, distributionId: string): Promise<DistributionLook> {
  context.report({ type: 'activity', id: context.stepId, message: `waiting for ${distributionId} to be deployed` });
  return pollUntil(
    async () => {
      const look = await lookAtDistribution(context.clients, distributionId, context.signal);
      return look.deployed ? look : undefined;
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
