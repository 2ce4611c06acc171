import type { Distribution } from '@aws-sdk/client-cloudfront';
import { keepAnswerBody } from '../../aws/answer-body.js';
import type { AwsClients } from '../../aws/aws-clients.js';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import type { View } from '../view.js';
import { type CopilotSlot, copilotSlots, foreignSlot, holdsFormer, splitVersionArn } from './copilot-slots.js';
import { unknownSettings } from './unknown-settings.js';

/** A distribution as CloudFront has it. */
export interface DistributionLook {
  /** CloudFront's own name for it, which the copilot is called with. */
  domain: string;
  /** Its alternate domain names. */
  aliases: readonly string[];
  enabled: boolean;
  /** Whether all edges have its last change. */
  deployed: boolean;
  slots: readonly CopilotSlot[];
  /** Settings that this SDK does not know, and an update by it would remove. */
  unknown: readonly string[];
  /** All that CloudFront says. */
  distribution: Distribution;
}

/** What the copilot is on a distribution. */
export interface Attachment {
  /** `partly`: on some behaviors only, or with different versions. `former`: of a stack that is gone. */
  copilot: 'attached' | 'partly' | 'absent' | 'foreign' | 'former';
  /** Version of the copilot, where every behavior has the same. */
  version?: string;
}

/**
 * Reads one distribution.
 *
 * @throws CvsError NO_SUCH_DISTRIBUTION
 */
export function readDistribution(view: View, distributionId: string): Promise<DistributionLook> {
  return view.read(`distribution/${distributionId}`, (signal) =>
    lookAtDistribution(view.context.clients, distributionId, signal),
  );
}

/**
 * The same without a view.
 *
 * @throws CvsError NO_SUCH_DISTRIBUTION
 */
export async function lookAtDistribution(
  clients: AwsClients,
  distributionId: string,
  signal?: AbortSignal,
): Promise<DistributionLook> {
  const { distribution, xml } = await callCloudFront(
    clients,
    'GetDistribution',
    distributionId,
    async (client, sdk) => {
      const command = new sdk.GetDistributionCommand({ Id: distributionId });
      const body = keepAnswerBody(command);
      const { Distribution: distribution = {} as Distribution } = await client.send(command, { abortSignal: signal });
      return { distribution, xml: body() };
    },
  );
  const config = distribution.DistributionConfig;
  return {
    domain: distribution.DomainName ?? '',
    aliases: config?.Aliases?.Items ?? [],
    enabled: config?.Enabled ?? false,
    deployed: distribution.Status === 'Deployed',
    slots: config ? copilotSlots(config) : [],
    unknown: await unknownSettings(xml, config),
    distribution,
  };
}

/**
 * What the copilot is on a distribution with these slots.
 *
 * @param functionArn the copilot's, without a version; without it, any function that is found counts as foreign
 * @param former copilots of the cluster whose stack is gone
 */
export function attachmentOf(
  slots: readonly CopilotSlot[],
  functionArn?: string,
  former: ReadonlySet<string> = new Set(),
): Attachment {
  if (foreignSlot(slots, functionArn, former)) return { copilot: 'foreign' };
  if (holdsFormer(slots, former)) return { copilot: 'former' };
  const versions = new Set(slots.map(({ versionArn }) => versionArn && splitVersionArn(versionArn).version));
  if (versions.size > 1) return { copilot: 'partly' };
  const [version] = versions;
  return version === undefined ? { copilot: 'absent' } : { copilot: 'attached', version };
}
