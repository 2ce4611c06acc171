import { CvsError, messageOf } from '../../errors.js';
import { clusterStack, instanceStack } from '../stacks/cluster-stacks.js';
import { readStack } from '../stacks/read-stack.js';
import { View, type ViewInput } from '../view.js';
import type { MasterPlaylistDistribution } from './await-served.js';
import type { MasterPlaylistBucket } from './master-playlist-objects.js';
import { masterPlaylistUrlOf } from './master-playlist-url.js';
import type { FailedRegion } from './publish-master-playlist.js';
import { readBuckets } from './read-buckets.js';

/** Longest wait for one region's CloudFormation, in ms: a region that is down must not hold up the others. */
const REGION_TIMEOUT_MS = 10_000;

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
export async function publishingPlaces(context: ViewInput): Promise<PublishingPlaces> {
  const view = new View({ ...context, limitMs: REGION_TIMEOUT_MS });
  const [{ buckets, withoutBucket }, distribution] = await Promise.all([readBuckets(view), distributionIn(view)]);
  context.signal?.throwIfAborted();

  const absent = withoutBucket.find(({ error }) => error === undefined);
  if (absent) {
    const { stackName, region } = instanceStack(context.cluster, absent.region);
    throw new CvsError({
      code: 'NOT_DEPLOYED',
      message: `Stack ${stackName} in ${region} is not deployed, so there is no bucket to publish to.`,
      suggestions: ['Deploy the cluster with: cvs deploy'],
    });
  }
  if (buckets.length === 0) throw withoutBucket[0]?.error;
  const failedRegions = withoutBucket.map(({ region, why }) => ({ region, message: `CloudFormation: ${why}` }));
  return { buckets, failedRegions, distribution };
}

async function distributionIn(view: View): Promise<PublishingPlaces['distribution']> {
  const { cluster } = view.context;
  const stack = clusterStack(cluster);
  const fact = await view.fact(() => readStack(view, stack));
  if (!fact.known) return { problem: `${stack.region}: ${messageOf(fact.error)}` };
  const { MasterPlaylistCloudFrontDomain: domain, MasterPlaylistDistributionId: id } = fact.value?.outputs ?? {};
  if (!domain || !id) return { problem: `stack ${stack.stackName} in ${stack.region} is not deployed` };
  return { id, url: masterPlaylistUrlOf(cluster, domain) };
}
