import type { AwsClients } from '../aws/aws-clients.js';
import type { Cluster } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import type { MasterPlaylistBucket } from '../playlist/master-playlist-objects.js';
import { describeStack } from '../stacks/describe-stack.js';
import { instanceStack } from './cluster-stacks.js';

/**
 * The buckets of a deployed cluster that hold the merged master playlist, as the instance stacks name them.
 *
 * @throws CvsError NOT_DEPLOYED when an instance stack is not there
 */
export function masterPlaylistBuckets(
  clients: AwsClients,
  cluster: Cluster,
  signal?: AbortSignal,
): Promise<MasterPlaylistBucket[]> {
  return Promise.all(
    cluster.regions.map(async ({ region }) => {
      const { stackName } = instanceStack(cluster, region);
      const bucket = (await describeStack(clients, region, stackName, signal))?.outputs.MasterPlaylistBucket;
      if (bucket === undefined) {
        throw new CvsError({
          code: 'NOT_DEPLOYED',
          message: `Stack ${stackName} in ${region} is not deployed, so there is no bucket to publish to.`,
          suggestions: ['Deploy the cluster with: cvs deploy'],
        });
      }
      return { region, bucket };
    }),
  );
}
