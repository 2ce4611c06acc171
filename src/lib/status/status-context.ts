import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';

/** What reading a cluster's status works with. */
export interface StatusContext {
  cluster: Cluster;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  signal?: AbortSignal;
}
