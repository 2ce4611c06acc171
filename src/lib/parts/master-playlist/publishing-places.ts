import { CvsError, messageOf } from '../../errors.js';
import { type ClusterStack, clusterStack, instanceStack } from '../stack/cluster-stacks.js';
import { readStack } from '../stack/read-stack.js';
import { View, type ViewContext } from '../view.js';
import type { MasterPlaylistBucket } from './master-playlist-objects.js';
import { masterPlaylistUrlOf } from './master-playlist-url.js';
import { readBuckets } from './read-buckets.js';

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
export async function publishingPlaces(
  context: Omit<ViewContext, 'signal'> & { signal?: AbortSignal },
): Promise<PublishingPlaces> {
  const { cluster, signal = new AbortController().signal } = context;
  const view = new View({ ...context, signal, limitMs: REGION_TIMEOUT_MS });
  const [looked, distribution] = await Promise.all([readBuckets(view), distributionIn(view)]);
  signal.throwIfAborted();

  const buckets = looked.flatMap((one) => (one.bucket === undefined ? [] : [one]));
  const others = looked.flatMap((one) => (one.bucket === undefined ? [one] : []));
  const absent = others.find(({ error }) => error === undefined);
  if (absent) throw notDeployed(instanceStack(cluster, absent.region));
  if (buckets.length === 0) throw others[0]?.error;
  const failedRegions = others.map(({ region, why }) => ({ region, message: `CloudFormation: ${why}` }));
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

function notDeployed({ stackName, region }: ClusterStack): CvsError {
  return new CvsError({
    code: 'NOT_DEPLOYED',
    message: `Stack ${stackName} in ${region} is not deployed, so there is no bucket to publish to.`,
    suggestions: ['Deploy the cluster with: cvs deploy'],
  });
}
