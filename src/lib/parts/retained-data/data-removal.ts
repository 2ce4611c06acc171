import type { Cluster } from '../../cluster/cluster.js';
import { detachId } from '../copilot/copilot-removal.js';
import type { Removal } from '../part.js';
import { clusterStack, instanceStack } from '../stacks/cluster-stacks.js';
import { STATE_TABLE } from '../state-table/state-table-part.js';
import { findBuckets, findTables } from './cluster-data.js';
import { deleteBucket, deleteGlobalTable } from './delete-data.js';

/**
 * Deletes the cluster's data once the stacks that use it are gone. What there is shows only then: stacks leave buckets
 * behind. So each looks when it is its turn.
 */
export function dataRemovals(cluster: Cluster): Removal<void>[] {
  const atItsTurn = { look: async () => {}, isThere: () => true };
  return [
    {
      ...atItsTurn,
      id: STATE_TABLE,
      title: `State table ${cluster.name}`,
      // A copilot that still runs reads it, and each of its requests would wait.
      after: [clusterStack(cluster).id, ...cluster.regions.map(({ region }) => detachId(region))],
      async remove(_facts, context) {
        const tables = await findTables(context.clients, cluster, context.signal);
        if (tables.length === 0) return { status: 'unchanged' };
        const regions = tables.map(({ region }) => region);
        await deleteGlobalTable(context, regions, cluster.name);
        const resourceType = 'AWS::DynamoDB::GlobalTable';
        const deleted = regions.map((region) => ({ region, resourceType, physicalId: cluster.name }));
        return { status: 'succeeded', detail: 'deleted', deleted };
      },
    },
    ...cluster.regions.map(
      ({ region }): Removal<void> => ({
        ...atItsTurn,
        id: `bucket/${region}`,
        title: 'Master playlist bucket',
        region,
        after: [instanceStack(cluster, region).id],
        async remove(_facts, context, retained) {
          const resourceType = 'AWS::S3::Bucket';
          const { own, unreadable } = await findBuckets(context.clients, cluster, region, context.signal);
          for (const { bucket } of unreadable) context.report({ type: 'warning', message: leftUnread(bucket, region) });
          const ofStack = retained.filter((one) => one.resourceType === resourceType && one.region === region);
          const buckets = new Set([...own.map(({ bucket }) => bucket), ...ofStack.map(({ physicalId }) => physicalId)]);
          if (buckets.size === 0) return { status: 'unchanged' };
          for (const bucket of buckets) await deleteBucket(context, region, bucket);
          const deleted = [...buckets].map((physicalId) => ({ region, resourceType, physicalId }));
          return { status: 'succeeded', detail: 'deleted', deleted };
        },
      }),
    ),
  ];
}

function leftUnread(bucket: string, region: string): string {
  return `The bucket ${bucket} in ${region} was left: its tags, which say whose it is, may not be read (s3:GetBucketTagging). If it is the cluster's, delete it in the S3 console.`;
}
