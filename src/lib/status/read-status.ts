import { masterPlaylistUrlOf } from '../parts/master-playlist/master-playlist-url.js';
import { clusterStack, copilotStack, detectorStack, instanceStack } from '../parts/stack/cluster-stacks.js';
import { isClosed } from '../serving/what-to-serve.js';
import type { StateTable } from '../state/state-table.js';
import { stateTableOf } from '../state/state-table-of.js';
import { attempt, derive } from './attempt.js';
import type { ClusterStatus, RegionStatus } from './cluster-status.js';
import { readDistribution } from './read-distribution.js';
import { readLive } from './read-live.js';
import { readPublished, readSteeringOrder } from './read-master-playlist.js';
import { outputOf, type ReadStack, readStacks, stackStatus } from './read-stacks.js';
import { freshnessStatus, servingStatus } from './read-state.js';
import type { StatusContext } from './status-context.js';

/** What AWS's control planes and buckets say: it changes with deployments only. */
export interface ControlPlane {
  stacks: readonly ReadStack[];
  published: ReadonlyMap<string, RegionStatus['masterPlaylist']>;
  distributions: readonly RegionStatus['distribution'][];
}

/** Reads it. Throws only the signal's reason. */
export async function readControlPlane(context: StatusContext): Promise<ControlPlane> {
  const { cluster, clock } = context;
  const [stacks, reading] = await Promise.all([
    readStacks(context),
    attempt(context, (limit) => tableOf(context).read(limit)),
  ]);
  const nowMs = clock.now();
  const closedRegions = cluster.regions
    .filter((one) => reading.known && isClosed(reading.value.state, one.distributionDomain, nowMs))
    .map(({ region }) => region);
  const instances = cluster.regions.map(({ region }) => stackOf(stacks, instanceStack(cluster, region)));
  const copilot = stackOf(stacks, copilotStack(cluster));
  const [published, distributions] = await Promise.all([
    readPublished(context, instances, closedRegions),
    Promise.all(cluster.regions.map(({ distributionId }) => readDistribution(context, distributionId, copilot))),
  ]);
  return { stacks, published, distributions };
}

/**
 * Reads the status of a cluster from AWS, the streams and the edges. Every source fails on its own: what cannot be read is
 * unknown, with the reason, and the rest is shown. Throws only the signal's reason.
 *
 * @param known what the control planes said earlier, to be shown instead of asking them again
 */
export async function readStatus(context: StatusContext, known?: ControlPlane): Promise<ClusterStatus> {
  const { cluster, clock } = context;
  const table = tableOf(context);
  const live = attempt(context, (limit) => table.read(limit)).then(async (reading) => ({
    reading,
    ...(await readLive(context, table, reading)),
  }));
  const { stacks, published, distributions } = known ?? (await readControlPlane(context));
  const whole = stackOf(stacks, clusterStack(cluster));
  const masterPlaylistUrl = derive(outputOf(whole, 'MasterPlaylistCloudFrontDomain'), (domain) =>
    masterPlaylistUrlOf(cluster, domain),
  );
  const [steering, { reading, history, replicas, liveEdges }] = await Promise.all([
    cluster.masterPlaylist.steering ? readSteeringOrder(context, masterPlaylistUrl) : undefined,
    live,
  ]);
  const nowMs = clock.now();

  return {
    cluster: cluster.name,
    at: new Date(clock.now()).toISOString(),
    regions: cluster.regions.map((one, index): RegionStatus => {
      const { region, distributionDomain } = one;
      return {
        region,
        distributionDomain,
        stacks: [detectorStack(cluster, region), instanceStack(cluster, region)].map((stack) =>
          stackStatus(stackOf(stacks, stack)),
        ),
        distribution: distributions[index] as RegionStatus['distribution'],
        serving: derive(reading, (value) => servingStatus(value, one, nowMs)),
        freshness: derive(reading, (value) => freshnessStatus(value, one, nowMs)),
        masterPlaylist: published.get(region) as RegionStatus['masterPlaylist'],
      };
    }),
    sharedStacks: [stackStatus(stackOf(stacks, copilotStack(cluster))), stackStatus(whole)],
    masterPlaylistUrl,
    steering,
    history,
    replicas,
    liveEdges,
    stateTable: derive(reading, ({ replica, unanswered }) => ({ replica, unanswered })),
  };
}

/** Nothing is written here, so that the identity is never recorded. */
function tableOf(context: StatusContext): StateTable {
  return stateTableOf(context.cluster, { ...context, identity: 'cvs status' });
}

function stackOf(stacks: readonly ReadStack[], { id }: { id: string }): ReadStack {
  return stacks.find((stack) => stack.id === id) as ReadStack;
}
