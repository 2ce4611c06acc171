import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { Report } from '../progress.js';

/** What a destruction works with. */
export interface DestroyOptions {
  cluster: Cluster;
  clients: AwsClients;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  report: Report;
  signal: AbortSignal;
  /** Delete the state table and the master playlist buckets too, which the stacks leave. */
  deleteData: boolean;
}
