import { fetchSteering } from '../hls/steering-manifest.js';
import { masterPlaylistUrlOf } from '../parts/master-playlist/master-playlist-url.js';
import {
  type ClusterStack,
  clusterStack,
  copilotStack,
  detectorStack,
  instanceStack,
} from '../parts/stacks/cluster-stacks.js';
import type { View, ViewInput } from '../parts/view.js';
import { readMasterUrl } from '../state/master-url.js';
import { StateTable } from '../state/state-table.js';
import type { ClusterStatus, Known, RegionStatus, StackStatus } from './cluster-status.js';
import { derive, inStatusView, known } from './known.js';
import { type ControlPlane, outputOf, publishedIn, readControlPlane } from './read-control-plane.js';
import { readLive } from './read-live.js';
import { freshnessStatus, servingStatus } from './read-state.js';

/**
 * Reads the status of a cluster from AWS, the streams and the edges. Every source fails on its own: what cannot be read is
 * unknown, with the reason, and the rest is shown. Throws only the signal's reason.
 *
 * @param earlier what the control planes said before, to be shown instead of asking them again
 */
export function readStatus(context: ViewInput, earlier?: ControlPlane): Promise<ClusterStatus> {
  return inStatusView(context, (view) => read(view, context, earlier));
}

async function read(view: View, context: ViewInput, earlier: ControlPlane | undefined): Promise<ClusterStatus> {
  const { cluster, clock } = context;
  const live = readLive(view);
  const control = earlier ?? (await readControlPlane(context));
  const stackStatus = ({ id, stackName, region, template }: ClusterStack): StackStatus => {
    const read = control.stacks.get(id) ?? { known: false, why: 'not read yet' };
    return { stackName, region, template, status: derive(read, (found) => found?.status ?? 'ABSENT') };
  };
  const masterPlaylistUrl = await whereViewersLoad(view, control);
  const [steering, { reading, servesFrom, history, replicas, liveEdges }] = await Promise.all([
    cluster.masterPlaylist.steering ? readSteering(view, masterPlaylistUrl) : undefined,
    live,
  ]);
  return {
    cluster: cluster.name,
    at: new Date(clock.now()).toISOString(),
    regions: cluster.regions.map((one): RegionStatus => {
      const { region, distributionDomain } = one;
      return {
        region,
        distributionDomain,
        stacks: [detectorStack(cluster, region), instanceStack(cluster, region)].map(stackStatus),
        distribution: control.distributions.get(region) ?? { known: false, why: 'not read yet' },
        serving: derive(reading, (value) => ({
          ...servingStatus(value, one),
          servesFrom: servesFrom.get(region) === region ? undefined : servesFrom.get(region),
        })),
        freshness: derive(reading, (value) => freshnessStatus(value, one)),
        masterPlaylist: publishedIn(region, control),
      };
    }),
    sharedStacks: [copilotStack(cluster), clusterStack(cluster)].map(stackStatus),
    masterPlaylistUrl,
    regionsChanged: control.regionsChanged,
    steering,
    history,
    replicas,
    liveEdges,
    stateTable: derive(reading, ({ replica, unanswered }) => ({ replica, unanswered })),
  };
}

/**
 * Where viewers load the merged master playlist: as the cluster stack says, or as the last deployment recorded it where
 * CloudFormation does not answer.
 */
async function whereViewersLoad(view: View, control: ControlPlane): Promise<Known<string>> {
  const { cluster } = view.context;
  const output = outputOf(clusterStack(cluster), control, 'MasterPlaylistCloudFrontDomain');
  if (output.known) return { known: true, value: masterPlaylistUrlOf(cluster, output.value) };
  const table = new StateTable(cluster, { ...view.context, identity: '' });
  const recorded = await known(view, () => view.read('master-url', (signal) => readMasterUrl(table, signal)));
  return recorded.known && recorded.value !== undefined ? { known: true, value: recorded.value } : output;
}

/** The order in which the steering manifest names the regions now. */
async function readSteering(view: View, masterPlaylistUrl: Known<string>): Promise<Known<readonly string[]>> {
  if (!masterPlaylistUrl.known) return masterPlaylistUrl;
  return known(view, () =>
    view.read('steering', (signal) => fetchSteering(view.context.http, masterPlaylistUrl.value, { signal })),
  );
}
