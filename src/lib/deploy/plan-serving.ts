import { assetRegions, countMissingAssets } from '../assets/publish-assets.js';
import { CvsError } from '../errors.js';
import { splitVersionArn, toVersionArn } from '../parts/copilot/copilot-slots.js';
import { readAttachment } from '../parts/copilot/read-distribution.js';
import { closedRegions } from '../parts/master-playlist/closed-regions.js';
import { clusterStack, copilotStack, instanceStack } from '../parts/stack/cluster-stacks.js';
import { comparePublished } from '../playlist/publish/compare-published.js';
import type { StackDescription } from '../stacks/describe-stack.js';
import { stateTableOf } from '../state/state-table-of.js';
import type { PlannedStep, PlanOptions } from './planned-step.js';

type Found = (stackId: string) => StackDescription | undefined;
type ActionOf = (stackId: string) => PlannedStep['action'] | undefined;

/** What would be uploaded. */
export async function planAssets({ cluster, assets, clients, signal }: PlanOptions): Promise<PlannedStep> {
  const missing = await countMissingAssets({ built: assets, regions: assetRegions(cluster), clients, signal });
  return {
    id: 'assets',
    title: 'Publish assets',
    after: ['check'],
    ...(missing > 0 ? { action: 'update', why: `${missing} objects to upload` } : { action: 'unchanged' }),
  };
}

/** Which distributions have no item yet; those that have one stay as operators decided. */
export async function planStateTable(options: PlanOptions, actionOf: ActionOf): Promise<PlannedStep> {
  const { cluster, signal } = options;
  const after = [clusterStack(cluster).id];
  const step = { id: 'state-table', title: `State table ${cluster.name}`, after };
  const absent = await absentFrom(options, signal);
  if (absent.length === 0) return { ...step, action: 'unchanged', why: 'left as operators decided' };
  const blocked = after.some((id) => actionOf(id) === 'blocked');
  return { ...step, action: blocked ? 'blocked' : 'create', why: `open: ${absent.join(', ')}` };
}

async function absentFrom(options: PlanOptions, signal: AbortSignal): Promise<string[]> {
  const domains = options.cluster.regions.map(({ distributionDomain }) => distributionDomain);
  try {
    const { items } = await stateTableOf(options.cluster, options).read(signal);
    return domains.filter((domain) => !items.has(domain));
  } catch (error) {
    if (error instanceof CvsError && error.code === 'TABLE_MISSING') return domains;
    throw error;
  }
}

/** Which distributions lack the copilot that the copilot stack has, or will have. */
export function planAttachments(options: PlanOptions, found: Found, actionOf: ActionOf): Promise<PlannedStep>[] {
  const { cluster, clients, signal } = options;
  const copilot = copilotStack(cluster).id;
  const outputs = found(copilot)?.outputs ?? {};
  const { CopilotLambdaArn: functionArn, CopilotLambdaVersion: version } = outputs;
  const current = functionArn && version ? splitVersionArn(toVersionArn(functionArn, version)).version : undefined;
  return cluster.regions.map(async ({ region, distributionId, distributionDomain }): Promise<PlannedStep> => {
    const step = {
      ...{ id: `attach/${region}`, region, title: `Copilot on ${distributionDomain}` },
      after: [copilot, 'state-table'],
    };
    if (actionOf(copilot) === 'blocked') return { ...step, action: 'blocked', why: `needs ${copilot}` };
    const attachment = await readAttachment(clients, distributionId, functionArn, signal).catch((error) => {
      if (error instanceof CvsError && error.code === 'NO_SUCH_DISTRIBUTION') return error;
      throw error;
    });
    if (attachment instanceof CvsError) return { ...step, action: 'blocked', why: attachment.message };
    if (attachment.copilot === 'foreign') {
      return { ...step, action: 'blocked', why: 'another function holds its place on origin-request' };
    }
    if (attachment.copilot === 'attached' && attachment.version === current) {
      const mayChange = actionOf(copilot) !== 'unchanged';
      return {
        ...step,
        action: 'unchanged',
        ...(mayChange ? { why: 'may change with a new version of the copilot' } : {}),
      };
    }
    const before = attachment.copilot === 'attached' ? `version ${attachment.version}` : attachment.copilot;
    return { ...step, action: 'update', why: `${before} → ${current ? `version ${current}` : 'its first version'}` };
  });
}

/** Whether the buckets hold what would be published now. */
export async function planMasterPlaylist(options: PlanOptions, found: Found): Promise<PlannedStep> {
  const { cluster, clients, http, signal } = options;
  const instances = cluster.regions.map(({ region }) => ({ region, id: instanceStack(cluster, region).id }));
  const buckets = instances.flatMap(({ region, id }) => {
    const bucket = found(id)?.outputs.MasterPlaylistBucket;
    return bucket ? [{ region, bucket }] : [];
  });
  const step = {
    id: 'master-playlist',
    title: 'Merged master playlist',
    after: instances.map(({ id }) => id),
  };
  if (buckets.length < instances.length) return { ...step, action: 'create' };
  const closed = await closedRegions(stateTableOf(cluster, options), signal);
  const compared = await comparePublished({ cluster, buckets, http, clients, closedRegions: closed, signal });
  if (compared.status === 'current') return { ...step, action: 'unchanged' };
  return { ...step, action: compared.status === 'unknown' ? 'blocked' : 'update', why: compared.detail };
}
