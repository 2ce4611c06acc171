import type { AwsClients } from '../../aws/aws-clients.js';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import { type CopilotSlot, copilotSlots, splitVersionArn } from './copilot-slots.js';

/** A distribution as CloudFront has it. */
export interface DistributionLook {
  /** CloudFront's own name for it, which the copilot is called with. */
  domain: string;
  enabled: boolean;
  /** Whether all edges have its last change. */
  deployed: boolean;
  slots: readonly CopilotSlot[];
}

/** What CloudFront says of a distribution and of the copilot on it. */
export interface Attachment extends DistributionLook {
  distributionId: string;
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
export async function readDistribution(
  clients: AwsClients,
  distributionId: string,
  signal?: AbortSignal,
): Promise<DistributionLook> {
  const { Distribution } = await callCloudFront(clients, 'GetDistribution', distributionId, (client, sdk) =>
    client.send(new sdk.GetDistributionCommand({ Id: distributionId }), { abortSignal: signal }),
  );
  const config = Distribution?.DistributionConfig;
  return {
    domain: Distribution?.DomainName ?? '',
    enabled: config?.Enabled ?? false,
    deployed: Distribution?.Status === 'Deployed',
    slots: config ? copilotSlots(config) : [],
  };
}

/**
 * Reads one distribution and what the copilot is on it.
 *
 * @param functionArn the copilot's, without a version; without it, any function that is found counts as foreign
 * @throws CvsError NO_SUCH_DISTRIBUTION
 */
export async function readAttachment(
  clients: AwsClients,
  distributionId: string,
  functionArn?: string,
  signal?: AbortSignal,
): Promise<Attachment> {
  const look = await readDistribution(clients, distributionId, signal);
  return { distributionId, ...look, ...judge(look.slots, functionArn) };
}

function judge(slots: readonly CopilotSlot[], functionArn?: string): Pick<Attachment, 'copilot' | 'version'> {
  const holders = slots.map(({ versionArn }) => versionArn && splitVersionArn(versionArn));
  if (holders.some((holder) => holder && holder.functionArn !== functionArn)) return { copilot: 'foreign' };
  const versions = new Set(holders.map((holder) => (holder ? holder.version : undefined)));
  if (versions.size > 1) return { copilot: 'partly' };
  const [version] = versions;
  return version === undefined ? { copilot: 'absent' } : { copilot: 'attached', version };
}
