import type { Distribution } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../../aws/aws-clients.js';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import type { View } from '../view.js';
import { type CopilotSlot, copilotSlots, foreignSlot, splitVersionArn } from './copilot-slots.js';

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
  /** All that CloudFront says. */
  distribution: Distribution;
}

/** What the copilot is on a distribution. */
export interface Attachment {
  /** `partly`: on some behaviors only, or with different versions. */
  copilot: 'attached' | 'partly' | 'absent' | 'foreign';
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
  const { Distribution: distribution = {} as Distribution } = await callCloudFront(
    clients,
    'GetDistribution',
    distributionId,
    (client, sdk) => client.send(new sdk.GetDistributionCommand({ Id: distributionId }), { abortSignal: signal }),
  );
  const config = distribution.DistributionConfig;
  return {
    domain: distribution.DomainName ?? '',
    aliases: config?.Aliases?.Items ?? [],
    enabled: config?.Enabled ?? false,
    deployed: distribution.Status === 'Deployed',
    slots: config ? copilotSlots(config) : [],
    distribution,
  };
}

/**
 * What the copilot is on a distribution with these slots.
 *
 * @param functionArn the copilot's, without a version; without it, any function that is found counts as foreign
 */
export function attachmentOf(slots: readonly CopilotSlot[], functionArn?: string): Attachment {
  if (foreignSlot(slots, functionArn)) return { copilot: 'foreign' };
  const versions = new Set(slots.map(({ versionArn }) => versionArn && splitVersionArn(versionArn).version));
  if (versions.size > 1) return { copilot: 'partly' };
  const [version] = versions;
  return version === undefined ? { copilot: 'absent' } : { copilot: 'attached', version };
}
