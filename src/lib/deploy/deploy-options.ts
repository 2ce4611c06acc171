import type { BuiltAssets } from '../assets/assets.js';
import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';
import type { StackWishes } from '../parts/stack/stack-definition.js';
import type { Report } from '../progress.js';

/** What a deployment works with. */
export interface DeployOptions {
  cluster: Cluster;
  assets: BuiltAssets;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  report: Report;
  signal: AbortSignal;
  /** Make the asset buckets that do not exist. */
  createBuckets: boolean;
  /** Who deploys, such as `ann@laptop`: the state table's items say it. */
  identity: string;
  /** What is asked of every stack beside what the cluster file says. */
  wishes?: StackWishes;
  /** Start everything possible and wait for none of it. */
  detach?: boolean;
}
