import type { DistributionConfig, InvalidationBatch } from '@aws-sdk/client-cloudfront';
import type { Edge } from '../edge/edge.js';

export interface Invalidation {
  id: string;
  status: 'InProgress' | 'Completed';
  createTime: Date;
  batch: InvalidationBatch;
}

/** A distribution as the control plane keeps it. */
export interface Distribution {
  readonly id: string;
  readonly arn: string;
  /** With the port of its edge. */
  readonly domainName: string;
  readonly edge: Edge;
  config: DistributionConfig;
  etag: string;
  status: 'InProgress' | 'Deployed';
  lastModified: Date;
  tags: Record<string, string>;
  invalidations: Invalidation[];
  /** Counts the changes, so that only the newest one becomes deployed. */
  generation: number;
  /** Settles when the newest change is deployed. */
  deployed: Promise<void>;
}
