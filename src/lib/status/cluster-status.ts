import type { PublishedStatus } from '../parts/master-playlist/compare-published.js';
import type { Freshness } from '../serving/what-to-serve.js';
import type { PrintedIntent } from '../state/intent.js';
import type { HistoryEntry } from '../state/read-history.js';

/** What could be read, or why it could not: a part that cannot be read does not hide the others. */
export type Known<T> = { known: true; value: T } | { known: false; why: string };

export interface StackStatus {
  stackName: string;
  region: string;
  template: string;
  /** CloudFormation's, such as `CREATE_COMPLETE`; `ABSENT` when there is no such stack. */
  status: Known<string>;
}

export interface DistributionStatus {
  enabled: boolean;
  /** Whether every edge has its last change. */
  deployed: boolean;
  /** `former`: of a copilot stack that is gone. */
  copilot: 'attached' | 'partly' | 'absent' | 'foreign' | 'former';
  /** Version of the copilot that is attached. */
  version?: string;
  /** Version that the copilot stack published last. */
  latestVersion?: string;
}

export interface ServingStatus {
  state: 'open' | 'drained' | 'closed';
  /** When a close lapses, in epoch seconds, as `--json` prints it; absent when it has no end. */
  closedUntil?: number;
  /** The item says closed, but that close has ended. */
  lapsed?: boolean;
  /** When a close begins that is not in force yet, in epoch seconds. */
  closedFrom?: number;
  /** Closed on purpose even if no other distribution is open. */
  offAir?: boolean;
  /** What cvs wrote last, where the item now says something else: it was changed outside cvs. */
  changedOutside?: PrintedIntent;
  /** The region whose origin an operator wants it to be served from, and until when, in epoch seconds. */
  reroutedTo?: string;
  reroutedUntil?: number;
  /** The region whose origin it is served from, as its copilot says; absent where it does not say, and where it is its own. */
  servesFrom?: string;
  /** Closed by operators, but serving, because no other distribution is open. */
  servesNevertheless: boolean;
  /** Who changed it last through cvs, when (ISO 8601) and why. */
  updatedBy?: string;
  updatedAt?: string;
  reason?: string;
}

export interface LiveEdgeStatus {
  /** Media sequence number of the last segment. */
  sequence: number;
  /** How far the end of the last segment is behind the clock, in s; absent where the playlist has no dates. */
  lagS?: number;
}

export interface FreshnessStatus {
  freshness: Freshness;
  /** Seconds since the observation that this is from; absent when there was none. */
  ageS?: number;
  /** The origin's media quality score, 0 to 100; absent where it sends none. */
  quality?: number;
  /** What each observer said last: the region's own one first. */
  observers: readonly ObserverStatus[];
}

export interface ObserverStatus {
  /** The region whose detector said it. */
  observer: string;
  said: 'fresh' | 'stale';
  /** Seconds since it said so last. */
  ageS: number;
  /** Seconds for which it has been stale without a break, as it sees it; absent while it is fresh. */
  staleForS?: number;
  /** Whether it should have repeated itself by now. */
  silent: boolean;
  /** Whether the state of the stream is by its word. */
  believed: boolean;
  /** Why it says so, in its own words. */
  detail?: string;
}

export interface RegionStatus {
  region: string;
  distributionDomain: string;
  /** The stacks of this region. */
  stacks: readonly StackStatus[];
  distribution: Known<DistributionStatus>;
  serving: Known<ServingStatus>;
  freshness: Known<FreshnessStatus>;
  /** Whether what this region's bucket holds is what would be published now. */
  masterPlaylist: Known<{ status: PublishedStatus; detail: string }>;
}

export interface ClusterStatus {
  cluster: string;
  /** When it was read, ISO 8601. */
  at: string;
  /** In the cluster file's order. */
  regions: readonly RegionStatus[];
  /** The stacks that belong to no single stream region: the copilot stack and the cluster stack. */
  sharedStacks: readonly StackStatus[];
  /** What viewers load. */
  masterPlaylistUrl: Known<string>;
  /** The order in which the steering manifest names the regions now; absent when the cluster does not steer. */
  steering?: Known<readonly string[]>;
  /** That the stacks were deployed for other regions than the cluster file has, or in another order. */
  regionsChanged?: string;
  /** The newest changes through cvs. */
  history: Known<readonly HistoryEntry[]>;
  /** Every replica of the state table: whether it says the same as the first one that answered. */
  replicas: readonly { region: string; answer: Known<'current' | 'behind'> }[];
  /** The live edge of each region's stream, as viewers get it. */
  liveEdges: readonly { region: string; edge: Known<LiveEdgeStatus> }[];
  /** Region of the replica of the state table that was read, and the replicas that did not answer. */
  stateTable: Known<{ replica: string; unanswered: readonly { region: string; why: string }[] }>;
}
