import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import { clusterStack, copilotStack, detectorStack, instanceStack } from '../deploy/cluster-stacks.js';
import { masterPlaylistUrlOf } from '../deploy/master-playlist-url.js';
import type { HttpClient } from '../http/http-client.js';
import { isClosed } from '../serving/what-to-serve.js';
import { stateTableOf } from '../state/state-table-of.js';
import { attempt, derive } from './attempt.js';
import type { ClusterStatus, RegionStatus } from './cluster-status.js';
import { readDistribution } from './read-distribution.js';
import { readPublished, readSteering } from './read-master-playlist.js';
import { outputOf, type ReadStack, readStacks, stackStatus } from './read-stacks.js';
import { freshnessStatus, servingStatus } from './read-state.js';

export interface StatusContext {
  cluster: Cluster;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  signal?: AbortSignal;
}

/**
 * Reads how a cluster stands, from AWS, the streams and the edges. Every source fails on its own: what cannot be read is
 * unknown, with the reason, and the rest stands. Throws only the signal's reason.
 */
export async function readStatus(context: StatusContext): Promise<ClusterStatus> {
  const { cluster, clock } = context;
  // Only reads happen here: nobody is named as the one who changed something.
  const table = stateTableOf(cluster, { ...context, identity: 'cvs status' });
  const [stacks, reading] = await Promise.all([readStacks(context), attempt(context, (limit) => table.read(limit))]);
  const nowS = clock.now() / 1000;
  const stackOf = ({ id }: { id: string }) => stacks.find((stack) => stack.id === id) as ReadStack;
  const copilot = stackOf(copilotStack(cluster));
  const whole = stackOf(clusterStack(cluster));
  const masterPlaylistUrl = derive(outputOf(whole, 'MasterPlaylistCloudFrontDomain'), (domain) =>
    masterPlaylistUrlOf(cluster, { MasterPlaylistCloudFrontDomain: domain }),
  );
  const closedRegions = cluster.regions
    .filter((one) => reading.known && isClosed(reading.value.state, one.distributionDomain, nowS))
    .map(({ region }) => region);

  const [published, steering, distributions] = await Promise.all([
    readPublished(
      context,
      cluster.regions.map(({ region }) => stackOf(instanceStack(cluster, region))),
      closedRegions,
    ),
    cluster.masterPlaylist.steering ? readSteering(context, masterPlaylistUrl) : undefined,
    Promise.all(cluster.regions.map(({ distributionId }) => readDistribution(context, distributionId, copilot))),
  ]);

  return {
    cluster: cluster.name,
    at: new Date(clock.now()).toISOString(),
    regions: cluster.regions.map((one, index): RegionStatus => {
      const { region, distributionDomain } = one;
      return {
        region,
        distributionDomain,
        stacks: [detectorStack(cluster, region), instanceStack(cluster, region)].map((stack) =>
          stackStatus(stackOf(stack)),
        ),
        distribution: distributions[index] as RegionStatus['distribution'],
        serving: derive(reading, (value) => servingStatus(value, one, nowS)),
        freshness: derive(reading, (value) => freshnessStatus(value, one, nowS)),
        masterPlaylist: published.get(region) as RegionStatus['masterPlaylist'],
      };
    }),
    sharedStacks: [stackStatus(copilot), stackStatus(whole)],
    masterPlaylistUrl,
    ...(steering ? { steering } : {}),
    stateTable: derive(reading, ({ replica, unanswered }) => ({ replica, unanswered })),
  };
}
