import { detachCopilot } from '../parts/copilot/attach-copilot.js';
import type { ClusterData } from '../parts/data/cluster-data.js';
import { deleteBucket, deleteGlobalTable } from '../parts/data/delete-data.js';
import { clusterStack, copilotStack, instanceStack } from '../parts/stack/cluster-stacks.js';
import type { FoundStack } from '../parts/stack/find-stacks.js';
import { deleteStack, type RetainedResource } from '../stacks/delete-stack.js';
import type { DestroyOptions } from './destroy-options.js';
import type { Step } from './graph.js';

/** A resource that is still there. */
export interface LeftResource extends RetainedResource {
  stackName: string;
  region: string;
  /** `edge-replicas`: CloudFront still holds copies of the function, for some hours. */
  why: 'data' | 'edge-replicas';
}

/** Filled as the steps go. */
export interface DestroyRecord {
  deletedStacks: { stackName: string; region: string; seconds: number }[];
  deletedData: { region: string; resourceType: string; physicalId: string }[];
  left: LeftResource[];
}

/** Takes the copilot off each stream distribution; none when the copilot was never deployed. */
export function detachSteps(options: DestroyOptions, found: readonly FoundStack[]): Step[] {
  const { id } = copilotStack(options.cluster);
  const functionArn = found.find((stack) => stack.id === id)?.found.outputs.CopilotLambdaArn;
  if (functionArn === undefined) return [];
  return options.cluster.regions.map(({ region, distributionId, distributionDomain }) => ({
    id: detachId(region),
    title: `Copilot off ${distributionDomain}`,
    region,
    after: [],
    run: async (context) => {
      const attachContext = { ...options, ...context, stepId: detachId(region) };
      const change = await detachCopilot(attachContext, distributionId, functionArn);
      return { status: change === 'detached' ? 'succeeded' : 'unchanged' };
    },
  }));
}

const detachId = (region: string) => `detach/${region}`;

/** Deletes each stack that is there, once what uses it is gone. */
export function deletionSteps(options: DestroyOptions, found: readonly FoundStack[], record: DestroyRecord): Step[] {
  return found.map((stack) => {
    const { id, stackName, region } = stack;
    return {
      id,
      title: `Stack ${stackName}`,
      region,
      after: goneBefore(options, stack),
      run: async (context) => {
        const deleted = await deleteStack({ ...options, ...context, stepId: id, region, stackName });
        const retained = [...deleted.retained, ...adoptedTable(stack, deleted.retained)];
        record.deletedStacks.push({ stackName, region, seconds: deleted.seconds });
        record.left.push(...retained.map((one) => ({ ...one, stackName, region, why: whyLeft(one.resourceType) })));
        return { status: 'succeeded', detail: retained.length > 0 ? `deleted, ${retained.length} left` : 'deleted' };
      },
    };
  });
}

/** The state table, where the stack used one that an earlier deployment had left: then it is no resource of its own. */
function adoptedTable({ found }: FoundStack, retained: readonly RetainedResource[]): RetainedResource[] {
  const resourceType = 'AWS::DynamoDB::GlobalTable';
  const physicalId = found.outputs.StateTable;
  if (physicalId === undefined || retained.some((one) => one.resourceType === resourceType)) return [];
  return [{ logicalId: 'StateTable', resourceType, physicalId }];
}

function goneBefore({ cluster }: DestroyOptions, stack: FoundStack): string[] {
  switch (stack.template) {
    case 'clustered-video-stream':
      return [];
    case 'clustered-video-stream-instance':
      // The master playlist distribution uses the instances' buckets and origin access controls.
      return [clusterStack(cluster).id];
    case 'stale-playlist-detector':
      return [instanceStack(cluster, stack.region).id];
    case 'copilot':
      return [clusterStack(cluster).id, ...cluster.regions.map(({ region }) => detachId(region))];
  }
}

function whyLeft(resourceType: string): LeftResource['why'] {
  return /^AWS::(Lambda|IAM)::/.test(resourceType) ? 'edge-replicas' : 'data';
}

/**
 * Deletes the cluster's data once the stacks that use it are gone.
 *
 * @param data that was there at the start; what the stacks leave is added to it by the names that their deletion gives
 */
export function dataSteps(options: DestroyOptions, record: DestroyRecord, data: ClusterData): Step[] {
  const { cluster } = options;
  const removed = (region: string, resourceType: string, physicalId: string) => {
    record.deletedData.push({ region, resourceType, physicalId });
    record.left = record.left.filter((one) => one.physicalId !== physicalId);
  };
  return [
    {
      id: 'state-table',
      title: `State table ${cluster.name}`,
      after: [clusterStack(cluster).id],
      run: async (context) => {
        const regions = data.tables.map(({ region }) => region);
        if (regions.length === 0) return { status: 'unchanged' };
        await deleteGlobalTable({ ...options, ...context }, regions, cluster.name);
        for (const region of regions) removed(region, 'AWS::DynamoDB::GlobalTable', cluster.name);
        return { status: 'succeeded', detail: 'deleted' };
      },
    },
    ...cluster.regions.map(({ region }): Step => {
      const { id, stackName } = instanceStack(cluster, region);
      return {
        id: `bucket/${region}`,
        title: 'Master playlist bucket',
        region,
        after: [id],
        run: async (context) => {
          const left = record.left.filter(
            (one) => one.resourceType === 'AWS::S3::Bucket' && one.stackName === stackName && one.region === region,
          );
          const known = data.buckets.filter((one) => one.region === region);
          const buckets = new Set([...left.map((one) => one.physicalId), ...known.map((one) => one.bucket)]);
          for (const bucket of buckets) {
            await deleteBucket({ ...options, ...context }, region, bucket);
            removed(region, 'AWS::S3::Bucket', bucket);
          }
          return buckets.size > 0 ? { status: 'succeeded', detail: 'deleted' } : { status: 'unchanged' };
        },
      };
    }),
  ];
}
