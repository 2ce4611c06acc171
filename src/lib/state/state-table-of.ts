import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import { StateTable } from './state-table.js';

/** The state table that a cluster file describes: a replica a stream region, in the file's order. */
export function stateTableOf(
  cluster: Cluster,
  context: { clients: AwsClients; clock: Clock; identity: string },
): StateTable {
  return new StateTable({
    clients: context.clients,
    clock: context.clock,
    identity: context.identity,
    tableName: cluster.name,
    regions: cluster.regions.map(({ region }) => region),
    members: cluster.regions.map(({ region, distributionDomain }) => ({ region, domain: distributionDomain })),
  });
}
