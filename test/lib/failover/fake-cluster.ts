import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import { CvsError } from '../../../src/lib/errors.js';
import type { ProgressEvent } from '../../../src/lib/progress.js';
import {
  type ClusterState,
  type HealthState,
  type Intent,
  isClosed,
  isWanted,
  preference,
} from '../../../src/lib/serving/what-to-serve.js';
import { sameIntent } from '../../../src/lib/state/intent.js';
import { DISTRIBUTION_ITEM, readDistributions, writeItem } from '../../../src/lib/state/state-items.js';
import type { StateReading } from '../../../src/lib/state/state-reading.js';
import type { ChangeRequest, ChangeResult, MirrorRequest, StateAccess } from '../../../src/lib/state/state-table.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeStreams } from '../synthetic-viewer/fake-streams.js';

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

/** The state table in memory, with the rules of the real one. */
export class MemoryTable implements StateAccess {
  readonly intents = new Map<string, Intent>();
  readonly health = new Map<string, HealthState>();
  readonly changes: { domain: string; action: string; reason?: string; forced?: boolean; after: Intent }[] = [];
  unanswered: StateReading['unanswered'] = [];
  /** When each was closed last, in ms since the epoch. */
  readonly closedAtMs = new Map<string, number>();
  /** The same where no drain went before. */
  readonly undrainedAtMs = new Map<string, number>();
  readonly regions = REGIONS;
  /** Runs after each change. */
  changed: (action: string) => void = () => {};
  /** Whether the other replica refuses the writes that this one has taken. */
  refusing = false;
  /** Replicas that do not answer. */
  readonly silent = new Set<string>();
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
    for (const { distributionDomain } of CLUSTER.regions) {
      this.intents.set(distributionDomain, { open: true, drained: false });
    }
  }

  get state(): ClusterState {
    return {
      distributions: CLUSTER.regions.map(({ region, distributionDomain }) => ({
        region,
        domain: distributionDomain,
        ...(this.intents.get(distributionDomain) as Intent),
      })),
      health: this.health,
    };
  }

  async read(signal?: AbortSignal): Promise<StateReading> {
    signal?.throwIfAborted();
    return this.#reading('eu-west-1', this.unanswered);
  }

  async readFrom(region: string, signal?: AbortSignal): Promise<StateReading | { why: string }> {
    signal?.throwIfAborted();
    return this.silent.has(region) ? { why: 'no answer within 2.5 s' } : this.#reading(region, []);
  }

  #reading(replica: string, unanswered: StateReading['unanswered']): StateReading {
    const items = [...this.intents].map(([domain, intent]) =>
      writeItem(DISTRIBUTION_ITEM, {
        ...intent,
        domain,
        closedAtMs: this.closedAtMs.get(domain),
        closedUndrainedAtMs: this.undrainedAtMs.get(domain),
      }),
    );
    return { state: this.state, items: readDistributions(items), replica, unanswered };
  }

  async change({
    domain,
    action,
    change,
    reason,
    forced,
    keepAnotherOpen,
    signal,
  }: ChangeRequest): Promise<ChangeResult> {
    signal?.throwIfAborted();
    const before = this.intents.get(domain) as Intent;
    const after = change(before);
    const result = { replica: 'eu-west-1', before, after };
    if (sameIntent(before, after)) return { ...result, changed: false };
    const nowMs = this.#clock.now();
    if (keepAnotherOpen && ![...this.intents].some(([other, intent]) => other !== domain && isWanted(intent, nowMs))) {
      throw new CvsError({ code: 'LAST_OPEN_DISTRIBUTION', message: `${domain} is the last open distribution.` });
    }
    this.intents.set(domain, after);
    if (before.open && !after.open) this.closedAtMs.set(domain, nowMs);
    if (before.open && !after.open && !before.drained) this.undrainedAtMs.set(domain, nowMs);
    this.changes.push({ domain, action, reason, ...(forced ? { forced } : {}), after });
    this.changed(action);
    return { ...result, changed: true };
  }

  /** All replicas share their items here: a write to one is in all that answer. */
  async mirror({ domain, replica, after, signal }: MirrorRequest): Promise<ReadonlySet<string>> {
    signal?.throwIfAborted();
    const same = sameIntent(this.intents.get(domain) as Intent, after);
    const taken = this.regions.filter((region) => same && region !== replica && !this.silent.has(region));
    return new Set<string>(this.refusing ? [] : taken);
  }
}

/** Two streams whose edges follow the state table without delay. */
export function fakeWorld() {
  const clock = new FakeClock();
  const table = new MemoryTable(clock);
  const streams = new FakeStreams(clock);
  const events: ProgressEvent[] = [];
  streams.before = () => {
    const nowMs = clock.now();
    for (const { domain, region } of table.state.distributions) {
      const behaviour = streams.behaviour[region];
      if (isClosed(table.state, domain, nowMs)) streams.behaviour[region] = 'closed';
      else if (behaviour === 'closed') streams.behaviour[region] = 'open';
    }
    streams.steering = { priority: preference(table.state, nowMs).map(({ region }) => region) };
  };
  return { clock, table, streams, events, report: (event: ProgressEvent) => void events.push(event) };
}
