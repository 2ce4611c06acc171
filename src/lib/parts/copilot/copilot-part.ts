import type { Cluster, StreamRegion } from '../../cluster/cluster.js';
import type { Given, Part, Want } from '../part.js';
import { copilotStack } from '../stacks/cluster-stacks.js';
import { STATE_TABLE } from '../state-table/state-table-part.js';
import { attachCopilot } from './attach-copilot.js';
import { foreignSlot, slotTaken, splitVersionArn, toVersionArn } from './copilot-slots.js';
import { attachmentOf, type DistributionLook, readDistribution } from './read-distribution.js';

/**
 * The copilot on each stream distribution. After the state table, so that the copilot finds something to read: until
 * here viewers have noticed nothing.
 */
export function copilotParts(cluster: Cluster): Part<DistributionLook>[] {
  return cluster.regions.map((member) => copilotPart(member, copilotStack(cluster).id));
}

function copilotPart({ region, distributionId, distributionDomain }: StreamRegion, stackId: string) {
  return {
    id: `attach/${region}`,
    title: `Copilot on ${distributionDomain}`,
    region,
    after: [stackId, STATE_TABLE],
    look: (view) => readDistribution(view, distributionId),
    want: (facts, given) => wantAttachment(distributionId, facts, copilotIn(given, stackId)),
    async bring(_facts, given, context) {
      const { versionArn } = copilotIn(given, stackId);
      if (versionArn === undefined) throw new Error('The copilot stack has no version.');
      const change = await attachCopilot(context, distributionId, versionArn);
      if (change === 'unchanged') return { status: 'unchanged' };
      return { status: context.detach ? 'under-way' : 'succeeded', detail: versionArn };
    },
  } satisfies Part<DistributionLook>;
}

/** The copilot that is to be attached, as far as it is known. */
interface Copilot {
  /** Without a version. */
  functionArn?: string;
  versionArn?: string;
}

function copilotIn(given: Given, stackId: string): Copilot {
  const { CopilotLambdaArn: functionArn, CopilotLambdaVersion: version } = given.outputsOf(stackId);
  return { functionArn, versionArn: functionArn && version && toVersionArn(functionArn, version) };
}

function wantAttachment(distributionId: string, { slots, deployed }: DistributionLook, copilot: Copilot): Want {
  const { functionArn, versionArn } = copilot;
  const foreign = foreignSlot(slots, functionArn);
  if (foreign) {
    return {
      action: 'blocked',
      why: 'another function holds its place on origin-request',
      error: slotTaken(distributionId, foreign),
    };
  }
  if (versionArn !== undefined && slots.every((slot) => slot.versionArn === versionArn)) {
    if (deployed) return { action: 'unchanged' };
    return { action: 'wait', why: 'CloudFront is still deploying the last change of the distribution' };
  }
  const now = attachmentOf(slots, functionArn);
  const before = now.version === undefined ? now.copilot : `version ${now.version}`;
  const after = versionArn === undefined ? 'its next version' : `version ${splitVersionArn(versionArn).version}`;
  return { action: 'update', why: `${before} → ${after}` };
}
