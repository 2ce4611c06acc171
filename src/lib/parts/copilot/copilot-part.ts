import type { Cluster, DistributionSettings, StreamRegion } from '../../cluster/cluster.js';
import { type Memory, mayBeTuned, tune } from '../../edge-settings/tune.js';
import type { Given, Part, Want } from '../part.js';
import { copilotStack } from '../stacks/cluster-stacks.js';
import { STATE_TABLE } from '../state-table/state-table-part.js';
import type { View } from '../view.js';
import { attachCopilot } from './attach-copilot.js';
import { awaitActive } from './await-active.js';
import { foreignSlot, slotTaken, splitVersionArn, toVersionArn } from './copilot-slots.js';
import { readMemory } from './distribution-memory.js';
import { type FormerCopilots, readFormerCopilots } from './former-copilots.js';
import { type Attachment, attachmentOf, type DistributionLook, readDistribution } from './read-distribution.js';
import { wouldRemove } from './unknown-settings.js';

interface Facts extends DistributionLook {
  /** What cvs has changed of its settings earlier. */
  memory: Memory;
  former: FormerCopilots;
}

/**
 * The copilot on each stream distribution. After the state table, so that the copilot finds something to read: until
 * here viewers have noticed nothing.
 */
export function copilotParts(cluster: Cluster): Part<Facts>[] {
  return cluster.regions.map((member) => copilotPart(member, copilotStack(cluster).id, cluster.distributionSettings));
}

function copilotPart(
  { region, distributionId, distributionDomain }: StreamRegion,
  stackId: string,
  settings: DistributionSettings | undefined,
) {
  return {
    id: `attach/${region}`,
    title: `Copilot on ${distributionDomain}`,
    region,
    after: [stackId, STATE_TABLE],
    look: (view) => lookWithMemory(view, distributionId, settings),
    want: (facts, given) => guarded(distributionId, facts, copilotIn(given, stackId), settings),
    async bring({ former }, given, context) {
      const { versionArn } = copilotIn(given, stackId);
      if (versionArn === undefined) throw new Error('The copilot stack has no version.');
      await awaitActive(context, versionArn);
      const change = await attachCopilot(context, distributionId, versionArn, { settings, former });
      if (change === 'unchanged') return { status: 'unchanged' };
      const detail = change === 'tuned' ? 'settings of the distribution' : versionArn;
      return { status: context.detach ? 'under-way' : 'succeeded', detail };
    },
  } satisfies Part<Facts>;
}

async function lookWithMemory(
  view: View,
  distributionId: string,
  settings: DistributionSettings | undefined,
): Promise<Facts> {
  const found = await readDistribution(view, distributionId);
  const former = await readFormerCopilots(view, found.slots);
  const { ARN: arn = '', DistributionConfig: config } = found.distribution;
  if (!config || !(settings || mayBeTuned(config))) return { ...found, former, memory: {} };
  const memory = await view.read(`distribution memory/${distributionId}`, (signal) =>
    readMemory(view.context.clients, { id: distributionId, arn }, config, signal),
  );
  return { ...found, former, memory };
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

/** What is wanted, unless an update of the distribution would remove something. */
function guarded(id: string, facts: Facts, copilot: Copilot, settings: DistributionSettings | undefined): Want {
  const want = wantAttachment(id, facts, copilot, settings);
  if (want.action !== 'update' || facts.unknown.length === 0) return want;
  return { action: 'blocked', why: 'it has settings that cvs does not know', error: wouldRemove(id, facts.unknown) };
}

/** What is on a distribution where no one version of the copilot is. */
const BEFORE: Readonly<Record<Attachment['copilot'], string>> = {
  attached: 'attached',
  partly: 'partly',
  absent: 'absent',
  foreign: 'foreign',
  former: 'the copilot of a stack that is gone',
};

function wantAttachment(
  distributionId: string,
  { slots, deployed, distribution, memory, former }: Facts,
  copilot: Copilot,
  wanted: DistributionSettings | undefined,
): Want {
  const { functionArn, versionArn } = copilot;
  const foreign = foreignSlot(slots, functionArn, former);
  if (foreign) {
    return {
      action: 'blocked',
      why: 'another function holds its place on origin-request',
      error: slotTaken(distributionId, foreign),
    };
  }
  const config = distribution.DistributionConfig;
  const settings = config ? tune(config, wanted, memory).changes : [];
  const changed = settings.length > 0 ? { settings } : {};
  if (versionArn !== undefined && slots.every((slot) => slot.versionArn === versionArn)) {
    if (settings.length > 0) return { action: 'update', why: 'settings of the distribution', ...changed };
    if (deployed) return { action: 'unchanged' };
    return { action: 'wait', why: 'CloudFront is still deploying the last change of the distribution' };
  }
  const now = attachmentOf(slots, functionArn, former);
  const before = now.version === undefined ? BEFORE[now.copilot] : `version ${now.version}`;
  const after = versionArn === undefined ? 'its next version' : `version ${splitVersionArn(versionArn).version}`;
  return { action: 'update', why: `${before} → ${after}`, ...changed };
}
