import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';
import type { PartOptions } from '../parts/cluster-parts.js';
import type { Report } from '../progress.js';

/** What every walk over a cluster's parts works with. */
export interface WalkOptions {
  cluster: Cluster;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  report: Report;
  signal: AbortSignal;
}

/** What a plan works with. */
export type PlanOptions = WalkOptions & PartOptions;

/** What a deployment works with. */
export interface DeployOptions extends PlanOptions {
  /** Start everything possible, and do not wait for it. */
  detach?: boolean;
}

/** What a destruction works with. */
export interface DestroyOptions extends WalkOptions {
  /** Delete the state table and the master playlist buckets too, which the stacks leave. */
  deleteData: boolean;
  /** Role that CloudFormation uses, instead of the one that a stack already has. */
  roleArn?: string;
}
