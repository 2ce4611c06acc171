import type { CachePolicyConfig, Distribution } from '@aws-sdk/client-cloudfront';
import type { AssetBucket } from '../assets/asset-bucket.js';
import type { Caller } from '../aws/caller.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import type { CvsError } from '../errors.js';
import type { Delivery } from '../hls/delivery.js';
import type { StreamReport } from '../init/inspect-stream.js';
import type { ClusterStack } from '../parts/stack/cluster-stacks.js';
import type { ClusterStatus } from '../status/cluster-status.js';
import type { Permissions } from './permissions/permission.js';

/** How a playlist comes through a distribution. */
export interface DistributionDelivery extends Delivery {
  url: string;
  /** Whether the origin was asked instead, because the distribution is closed. */
  atOrigin: boolean;
}

/** Quotas of one region that limit a cluster. */
export interface Quotas {
  region: string;
  /** How many stacks CloudFormation allows; not how many there are. */
  stackLimit?: number;
  /** How many executions Lambda allows at a time, of all functions together. */
  concurrentExecutions?: number;
  /** How many of them no function of the account has reserved. */
  unreservedExecutions?: number;
}

/**
 * What the checks look at. Each fact is read once, when a check first asks for it. All reject with a CvsError that says
 * why something cannot be read.
 */
export interface DoctorFacts {
  readonly cluster: Cluster;
  caller(): Promise<Caller>;
  /** How far this machine's clock is ahead of AWS's, in seconds. */
  clockAheadS(): Promise<number>;
  /** Why a region does not answer this account; undefined when it does. */
  regionProblem(region: string): Promise<CvsError | undefined>;
  /** What is known of the caller's permissions for what cvs does. */
  permissions(): Promise<Permissions>;
  assetBucket(region: string): Promise<Pick<AssetBucket, 'bucket' | 'exists'>>;
  distribution(member: StreamRegion): Promise<Distribution>;
  cachePolicy(id: string): Promise<CachePolicyConfig>;
  stream(member: StreamRegion): Promise<StreamReport>;
  /** Of the first media playlist. */
  delivery(member: StreamRegion): Promise<DistributionDelivery>;
  /** Warnings of a merge. Rejects when the ladders do not pair up. */
  mergeWarnings(): Promise<readonly string[]>;
  quotas(region: string): Promise<Quotas>;
  status(): Promise<ClusterStatus>;
  /** Whether a stack has the template of this version; undefined when there is no stack. */
  isCurrent(stack: ClusterStack): Promise<boolean | undefined>;
  /** ARN of the copilot's function, without a version; undefined before it is deployed. */
  copilotArn(): Promise<string | undefined>;
}
