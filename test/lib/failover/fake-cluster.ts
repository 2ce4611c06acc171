import type { Clock } from '../../../src/lib/clock.js';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import type { ProgressEvent } from '../../../src/lib/progress.js';
import {
  type ClusterState,
  type HealthState,
  type Intent,
  isClosed,
  preference,
} from '../../../src/lib/serving/what-to-serve.js';
import { readState } from '../../../src/lib/state/cluster-state.js';
import {
  attributesOf,
  DISTRIBUTION_ITEM,
  HEALTH_ITEM,
  HISTORY_ITEM,
  HISTORY_PREFIX,
  healthKey,
  type ItemOf,
  intentOf,
  readDistributions,
  readItem,
  valuesOf,
  writeItem,
} from '../../../src/lib/state/state-items.js';
import { StateTable } from '../../../src/lib/state/state-table.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeStreams } from '../synthetic-viewer/fake-streams.js';
import { FakeReplicas } from './fake-replicas.js';

export const REGIONS = ['eu-west-1', 'eu-west-2'] as const;

export const CLUSTER: Cluster = {
  name: 'spring-final',
  regions: REGIONS.map((region, index) => ({
    region,
    distributionId: `E${index + 1}`,
    distributionDomain: `d${index + 1}.cloudfront.net`,
    distributionPlaylistUrl: `http://${region}.test/index.m3u8`,
    originPlaylistUrl: `http://origin.${region}.test/index.m3u8`,
  })),
  assets: { bucketBaseName: 'elementalrodeo99', project: 'cvs', version: '1.0.0' },
  masterPlaylist: { key: 'playlist.m3u8', steering: true },
  failover: { automatic: 'steer', holdDown: 60 },
  detector: { durationMultiplier: 3, staleTolerance: 0.95, changeDetect: 'MEDIASEQUENCE' },
  tags: {},
};

const MEMBERS = CLUSTER.regions.map(({ region, distributionDomain: domain }) => ({ region, domain }));
const HOME = REGIONS[0];

/** The state table, as tests set it up and look at it. */
export class TableFixture {
  readonly replicas: FakeReplicas;

  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.replicas = new FakeReplicas(clock, REGIONS, { halfwayMs: () => 0, replicationMs: () => 0 });
    for (const { domain } of MEMBERS) this.set(domain, { open: true, drained: false });
  }

  /** What cvs wrote long ago. */
  set(domain: string, intent: Intent, more: ItemOf<typeof DISTRIBUTION_ITEM> = {}): void {
    this.replicas.seed(writeItem(DISTRIBUTION_ITEM, { ...intent, written: intent, domain, ...more }));
  }

  /** What is changed outside cvs, in one replica. */
  setOutside(domain: string, change: Partial<Intent>, region: string = HOME): void {
    const item = { ...this.replicas.item(region, domain), ...valuesOf(attributesOf(DISTRIBUTION_ITEM, change)) };
    this.replicas.put(region, item);
  }

  setHealth(domain: string, health: HealthState): void {
    const { fresh, observedAtMs, staleSinceMs, recoveredAtMs } = health;
    const recovered = recoveredAtMs === undefined ? {} : { freshSinceMs: recoveredAtMs, staleAtMs: recoveredAtMs };
    const item = { key: healthKey(domain), fresh, observedAtMs, staleSinceMs, ...recovered };
    this.replicas.seed(writeItem(HEALTH_ITEM, item));
  }

  /** As one replica has it. */
  state(region: string = HOME): ClusterState {
    return readState(MEMBERS, this.replicas.items(region), this.#clock.now());
  }

  intent(domain: string, region: string = HOME): Intent {
    return intentOf(readDistributions(this.replicas.items(region)).get(domain));
  }

  /** When it was closed last, and when without a drain. */
  item(domain: string) {
    return readItem(DISTRIBUTION_ITEM, this.replicas.item(HOME, domain) ?? {});
  }

  /** The history, the oldest first. */
  get changes() {
    const items = this.replicas.items(HOME).filter(({ domain }) => domain?.S?.startsWith(HISTORY_PREFIX));
    return items.map((item) => {
      const { domain, action, why, forced, after } = readItem(HISTORY_ITEM, item);
      return { domain, action, reason: why, forced, after: intentOf(after) };
    });
  }
}

/** Two streams whose edges follow the state table without delay. */
export function fakeWorld() {
  const clock = new FakeClock();
  const state = new TableFixture(clock);
  const { replicas } = state;
  /** One operator's table, who may have another clock. */
  const tableOf = (identity: string, aheadMs = 0) => {
    const own: Clock = {
      now: () => clock.now() + aheadMs,
      monotonic: () => clock.monotonic(),
      sleep: (ms, signal) => clock.sleep(ms, signal),
    };
    return new StateTable(CLUSTER, { clients: replicas.clients(), clock: own, identity });
  };
  const streams = new FakeStreams(clock);
  const events: ProgressEvent[] = [];
  /** The replica that copilots read. */
  let followed: string = HOME;
  const follows = (region: string) => {
    followed = region;
  };
  streams.before = () => {
    const nowMs = clock.now();
    const known = state.state(followed);
    for (const { domain, region } of known.distributions) {
      const behaviour = streams.behaviour[region];
      if (isClosed(known, domain, nowMs)) streams.behaviour[region] = 'closed';
      else if (behaviour === 'closed') streams.behaviour[region] = 'open';
    }
    streams.steering = { priority: preference(known, nowMs).map(({ region }) => region) };
  };
  const table = tableOf('ann@laptop');
  return {
    clock,
    state,
    replicas,
    table,
    tableOf,
    follows,
    streams,
    events,
    report: (event: ProgressEvent) => void events.push(event),
  };
}
