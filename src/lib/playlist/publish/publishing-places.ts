import type { AwsClients } from '../../aws/aws-clients.js';
import type { Clock } from '../../clock.js';
import type { Cluster } from '../../cluster/cluster.js';
import { CvsError, messageOf } from '../../errors.js';
import { masterPlaylistUrlOf } from '../../parts/master-playlist/master-playlist-url.js';
import { type ClusterStack, clusterStack, instanceStack } from '../../parts/stack/cluster-stacks.js';
import { describeStack, type StackDescription } from '../../stacks/describe-stack.js';
import { withinTime } from '../../state/within-time.js';
import type { MasterPlaylistBucket } from './master-playlist-objects.js';

/** Longest wait for one region's CloudFormation, in ms: a region that is down must not hold up the others. */
const REGION_TIMEOUT_MS = 10_000;

/** The distribution that serves the merged master playlist. */
export interface MasterPlaylistDistribution {
  id: string;
  /** What viewers load. */
  url: string;
}

/** A region that could not be brought up to date. */
export interface FailedRegion {
  region: string;
  /** Absent where not even the bucket's name could be read. */
  bucket?: string;
  /** One line. */
  message: string;
}

export interface PublishingPlaces {
  buckets: readonly MasterPlaylistBucket[];
  /** Regions whose CloudFormation did not say which bucket. */
  failedRegions: readonly FailedRegion[];
  distribution: MasterPlaylistDistribution | { problem: string };
}

/**
 * Where the merged master playlist of a deployed cluster goes, as its stacks say. A region that does not answer is
 * named rather than thrown, as long as another does.
 *
 * @throws CvsError NOT_DEPLOYED where an instance stack is not there; what the first region says when none answers
 */
export async function publishingPlaces(options: {
  cluster: Cluster;
  clients: AwsClients;
  clock: Clock;
  signal?: AbortSignal;
}): Promise<PublishingPlaces> {
  const { cluster, signal } = options;
  const read = (stack: ClusterStack) =>
    withinTime(options.clock, REGION_TIMEOUT_MS, signal, (limit) =>
      describeStack(options.clients, stack.region, stack.stackName, limit),
    );
  const [master, ...instances] = await Promise.allSettled([
    read(clusterStack(cluster)),
    ...cluster.regions.map(({ region }) => read(instanceStack(cluster, region))),
  ]);
  signal?.throwIfAborted();

  const buckets: MasterPlaylistBucket[] = [];
  const failedRegions: FailedRegion[] = [];
  for (const [index, outcome] of instances.entries()) {
    const region = cluster.regions[index]?.region ?? '';
    if (outcome.status === 'rejected') {
      failedRegions.push({ region, message: `CloudFormation: ${messageOf(outcome.reason)}` });
      continue;
    }
    const bucket = outcome.value?.outputs.MasterPlaylistBucket;
    if (bucket === undefined) throw notDeployed(instanceStack(cluster, region));
    buckets.push({ region, bucket });
  }
  const [first] = instances;
  if (buckets.length === 0 && first?.status === 'rejected') throw first.reason;
  return { buckets, failedRegions, distribution: distributionOf(cluster, master) };
}

function distributionOf(
  cluster: Cluster,
  outcome: PromiseSettledResult<StackDescription | undefined>,
): PublishingPlaces['distribution'] {
  const { stackName, region } = clusterStack(cluster);
  if (outcome.status === 'rejected') return { problem: `${region}: ${messageOf(outcome.reason)}` };
  const outputs = outcome.value?.outputs;
  const { MasterPlaylistCloudFrontDomain: domain, MasterPlaylistDistributionId: id } = outputs ?? {};
  if (!domain || !id) return { problem: `stack ${stackName} in ${region} is not deployed` };
  return { id, url: masterPlaylistUrlOf(cluster, domain) };
}

function notDeployed({ stackName, region }: ClusterStack): CvsError {
  return new CvsError({
    code: 'NOT_DEPLOYED',
    message: `Stack ${stackName} in ${region} is not deployed, so there is no bucket to publish to.`,
    suggestions: ['Deploy the cluster with: cvs deploy'],
  });
}
