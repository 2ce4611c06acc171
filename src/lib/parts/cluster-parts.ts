import type { BuiltAssets } from '../assets/assets.js';
import type { Cluster } from '../cluster/cluster.js';
import { assetsPart } from './assets-part.js';
import { copilotParts } from './copilot/copilot-part.js';
import { copilotRemovals } from './copilot/copilot-removal.js';
import { masterPlaylistPart } from './master-playlist/master-playlist-part.js';
import type { Part, Removal } from './part.js';
import { reroutesPart } from './reroutes-part.js';
import { dataRemovals } from './retained-data/data-removal.js';
import type { StackWishes } from './stacks/stack-definition.js';
import { stackParts } from './stacks/stack-part.js';
import { stackRemovals } from './stacks/stack-removal.js';
import { stateTablePart } from './state-table/state-table-part.js';
import { streamDistributionsPart } from './stream-distributions-part.js';

/** What a cluster's parts are made from. */
export interface PartOptions {
  cluster: Cluster;
  assets: BuiltAssets;
  /** Make the asset buckets that do not exist. */
  createBuckets: boolean;
  /** Who deploys, such as `ann@laptop`: the state table's items say it. */
  identity: string;
  /** What is asked of every stack beside what the cluster file says. */
  wishes?: StackWishes;
}

/** Every part of a cluster, each after those that it needs. `plan` and `deploy` walk them. */
export function clusterParts(options: PartOptions): Part[] {
  const { cluster, wishes } = options;
  return [
    streamDistributionsPart(cluster),
    reroutesPart(cluster),
    assetsPart(options),
    ...stackParts(options),
    stateTablePart({ ...options, tags: wishes?.tags }),
    ...copilotParts(cluster),
    masterPlaylistPart(cluster),
  ];
}

/** Everything of a cluster that can be removed. `destroy` walks it. */
export function clusterRemovals(options: { cluster: Cluster; deleteData: boolean; roleArn?: string }): Removal[] {
  const { cluster, deleteData } = options;
  return [...copilotRemovals(cluster), ...stackRemovals(options), ...(deleteData ? dataRemovals(cluster) : [])];
}
