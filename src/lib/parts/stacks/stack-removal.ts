import { deleteStack } from '../../cloudformation/delete-stack.js';
import type { StackDescription } from '../../cloudformation/describe-stack.js';
import type { Cluster } from '../../cluster/cluster.js';
import { detachId } from '../copilot/copilot-removal.js';
import { type Removal, type RetainedPart, STACK_TYPE } from '../part.js';
import { type ClusterStack, clusterStack, clusterStacks, instanceStack } from './cluster-stacks.js';
import { readStack } from './read-stack.js';

const STATE_TABLE_TYPE = 'AWS::DynamoDB::GlobalTable';

/**
 * Deletes each stack, once what uses it is gone.
 *
 * @param options.roleArn role that CloudFormation uses, instead of the one that a stack already has
 */
export function stackRemovals({
  cluster,
  roleArn,
}: {
  cluster: Cluster;
  roleArn?: string;
}): Removal<StackDescription | undefined>[] {
  return clusterStacks(cluster).map((stack) => {
    const { id, stackName, region } = stack;
    return {
      id,
      title: `Stack ${stackName}`,
      region,
      stackName,
      after: goneBefore(cluster, stack),
      look: (view) => readStack(view, stack),
      isThere: (found) => found !== undefined,
      async remove(found, context) {
        const deleted = await deleteStack({ ...context, region, stackName, roleArn });
        const retained = [...deleted.retained, ...adoptedTable(found, deleted.retained)].map((one): RetainedPart => {
          const isCopilot = /^AWS::(Lambda|IAM)::/.test(one.resourceType);
          return { ...one, stackName, region, why: isCopilot ? 'edge-replicas' : 'data' };
        });
        const detail = retained.length > 0 ? `deleted, ${retained.length} retained` : 'deleted';
        const gone = { region, resourceType: STACK_TYPE, physicalId: stackName };
        return { status: 'succeeded', detail, deleted: [gone], retained };
      },
    };
  });
}

function goneBefore(cluster: Cluster, stack: ClusterStack): string[] {
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

/** The state table, where the stack used one that an earlier deployment left: it is no resource of the stack then. */
function adoptedTable(found: StackDescription | undefined, retained: readonly { resourceType: string }[]) {
  const physicalId = found?.outputs.StateTable;
  if (physicalId === undefined || retained.some((one) => one.resourceType === STATE_TABLE_TYPE)) return [];
  return [{ logicalId: 'StateTable', resourceType: STATE_TABLE_TYPE, physicalId }];
}
