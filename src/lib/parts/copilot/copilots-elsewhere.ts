import type { DistributionConfig, DistributionSummary } from '@aws-sdk/client-cloudfront';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import { CvsError } from '../../errors.js';
import { listOf } from '../../list-of.js';
import { clusterStack, copilotStack } from '../stacks/cluster-stacks.js';
import { readStack } from '../stacks/read-stack.js';
import type { View } from '../view.js';
import { copilotSlots, splitVersionArn } from './copilot-slots.js';
import { isNamedAsCopilot, readFormerCopilots } from './former-copilots.js';

/** A distribution that runs the copilot of the cluster and is not in its file. */
export interface Elsewhere {
  id: string;
  domain: string;
}

/**
 * Looks for distributions of the account that run the copilot of the cluster, though neither the cluster file names them nor
 * a stack of the cluster made them: another distribution took their place in the file.
 */
export async function readCopilotsElsewhere(view: View): Promise<Elsewhere[]> {
  const { cluster } = view.context;
  const named = new Set(cluster.regions.map(({ distributionId }) => distributionId));
  const [all, copilot, shared] = await Promise.all([
    view.read('distributions', (signal) => listDistributions(view, signal)),
    readStack(view, copilotStack(cluster)),
    readStack(view, clusterStack(cluster)),
  ]);
  const found: Elsewhere[] = [];
  for (const summary of all) {
    const { Id: id = '', DomainName: domain = '' } = summary;
    if (named.has(id) || domain === shared?.outputs.MasterPlaylistCloudFrontDomain) continue;
    const slots = copilotSlots(summary as unknown as DistributionConfig);
    const holders = slots.flatMap(({ versionArn }) => (versionArn ? [splitVersionArn(versionArn).functionArn] : []));
    if (!holders.some((arn) => isNamedAsCopilot(cluster, arn))) continue;
    const former = await readFormerCopilots(view, slots);
    if (holders.some((arn) => arn === copilot?.outputs.CopilotLambdaArn || former.has(arn))) found.push({ id, domain });
  }
  return found;
}

function listDistributions(view: View, abortSignal: AbortSignal): Promise<DistributionSummary[]> {
  return callCloudFront(view.context.clients, 'ListDistributions', '', async (client, sdk) => {
    const found: DistributionSummary[] = [];
    for await (const page of sdk.paginateListDistributions({ client }, {}, { abortSignal })) {
      found.push(...(page.DistributionList?.Items ?? []));
    }
    return found;
  });
}

/** How to take the copilot off a distribution that the cluster file does not name. */
export const TAKE_IT_OFF =
  'Take it off: in the CloudFront console choose "No association" for its origin request in every behavior of the' +
  ' distribution, and wait until the distribution is deployed.';

/** One sentence about them. */
export function elsewhereText(cluster: string, elsewhere: readonly Elsewhere[]): string {
  const names = elsewhere.map(({ id, domain }) => `${id} (${domain})`);
  return `${listOf(names)}, which the cluster file does not name, still ${names.length > 1 ? 'run' : 'runs'} the copilot of ${cluster}`;
}

/** The error for data that a copilot still reads: each of its requests would wait for it. */
export function copilotStillRuns(cluster: string, elsewhere: readonly Elsewhere[]): CvsError {
  return new CvsError({
    code: 'COPILOT_STILL_RUNS',
    message: `${elsewhereText(cluster, elsewhere)} and reads its state table. Nothing was deleted.`,
    suggestions: [TAKE_IT_OFF, 'Then run the same command again.'],
  });
}
