import { RememberedState } from '../../../lambda/copilot/remembered-state.js';
import type { Clock } from '../../../src/lib/clock.js';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import type { HttpClient, HttpResponse } from '../../../src/lib/http/http-client.js';
import { type ClusterState, isClosed } from '../../../src/lib/serving/what-to-serve.js';
import { readState } from '../../../src/lib/state/cluster-state.js';
import {
  DISTRIBUTION_ITEM,
  HISTORY_PREFIX,
  intentOf,
  readItem,
  writeItem,
} from '../../../src/lib/state/state-items.js';
import { StateTable } from '../../../src/lib/state/state-table.js';
import { FakeClock } from '../../support/fake-clock.js';
import { mulberry32 } from '../../support/random.js';
import { CLUSTER } from './fake-cluster.js';
import { FakeReplicas } from './fake-replicas.js';

export interface RaceOptions {
  seed: number;
  regions?: number;
  /** The slowest replication, in ms. */
  replicationMs: number;
  /** How far an operator's clock may be off, in ms, in either direction. Default 0. */
  skewMs?: number;
}

/** A cluster whose state table is replicated with delays, and whose copilots read it as they do at the edges. */
export class RaceWorld {
  readonly random: () => number;
  readonly clock: FakeClock;
  readonly cluster: Cluster;
  readonly log: string[] = [];
  /** Operators who crashed: they write nothing any more. */
  readonly lost = new Set<string>();
  /** When the last write was made, in ms. */
  lastWriteMs = 0;
  readonly #members: { region: string; domain: string }[];
  readonly #replicas: FakeReplicas;
  readonly #skewMs: number;
  /** One instance for each distribution and place; each remembers what it read. */
  readonly #instances: { domain: string; place: string; state: ClusterState | undefined }[] = [];

  constructor({ seed, regions = 2, replicationMs, skewMs = 0 }: RaceOptions) {
    this.random = mulberry32(seed);
    this.#skewMs = skewMs;
    this.clock = new FakeClock({ random: this.random });
    const names = ['eu-west-1', 'eu-west-2', 'us-east-2'].slice(0, regions);
    this.cluster = {
      ...CLUSTER,
      regions: names.map((region, index) => ({
        region,
        distributionId: `E${index + 1}`,
        distributionDomain: `d${index + 1}.cloudfront.net`,
        distributionPlaylistUrl: `http://d${index + 1}.cloudfront.net/index.m3u8`,
        originPlaylistUrl: `http://origin.${region}.test/index.m3u8`,
      })),
    };
    this.#members = this.cluster.regions.map(({ region, distributionDomain: domain }) => ({ region, domain }));
    this.#replicas = new FakeReplicas(this.clock, names, {
      halfwayMs: () => this.between(1, 30),
      replicationMs: () => (this.random() < 0.2 ? replicationMs : this.between(20, replicationMs)),
    });
    const open = { open: true, drained: false };
    for (const { domain } of this.#members) {
      this.#replicas.seed(writeItem(DISTRIBUTION_ITEM, { ...open, written: open, domain }));
    }
    this.#replicas.written = (region, item) => {
      const { domain, updatedBy, ...written } = readItem(DISTRIBUTION_ITEM, item);
      if (domain === undefined || domain.startsWith(HISTORY_PREFIX)) return;
      this.lastWriteMs = this.clock.monotonic();
      const intent = JSON.stringify(intentOf(written));
      this.log.push(`${this.clock.monotonic().toFixed()} ${updatedBy ?? 'hand'} ${region} ${domain} ${intent}`);
    };
    for (const { domain } of this.#members) for (const { region } of this.#members) void this.#serve(domain, region);
  }

  between(min: number, max: number): number {
    return min + this.random() * (max - min);
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)] as T;
  }

  /** Whether every distribution answers 404 at some place now. */
  get offAir(): boolean {
    const nowMs = this.clock.now();
    return this.#members.every(({ domain }) =>
      this.#instances.some((one) => one.domain === domain && one.state && isClosed(one.state, domain, nowMs)),
    );
  }

  /** The distributions that serve, as one replica has them. */
  serving(region: string): string[] {
    const state = this.#state(region);
    return this.#members.filter(({ domain }) => !isClosed(state, domain, this.clock.now())).map(({ domain }) => domain);
  }

  /** A change outside cvs. */
  byHand(region: string, domain: string, open: boolean): void {
    const { updated_by: _, ...before } = this.#replicas.item(region, domain) ?? {};
    this.#replicas.put(region, { ...before, distro_open: { BOOL: open } });
  }

  /**
   * The state table as one operator reaches it, who crashes after so many writes, and whose clock may be wrong.
   *
   * @param order the regions that the operator reaches, in the order in which they are asked
   */
  table(order: readonly string[], writesLeft: number, who: string): StateTable {
    let left = writesLeft;
    const skewMs = Math.round(this.between(-this.#skewMs, this.#skewMs));
    const clock: Clock = {
      now: () => this.clock.now() + skewMs,
      monotonic: () => this.clock.monotonic(),
      sleep: (ms, signal) => this.clock.sleep(ms, signal),
    };
    const clients = this.#replicas.clients({
      reaches: (region) => order.includes(region),
      writing: async () => {
        if (left <= 0) {
          this.lost.add(who);
          await new Promise<never>(() => {});
        }
        left -= 1;
      },
    });
    const rank = (region: string) => (order.includes(region) ? order.indexOf(region) : order.length);
    const regions = this.cluster.regions.toSorted((a, b) => rank(a.region) - rank(b.region));
    return new StateTable({ ...this.cluster, regions }, { clients, clock, identity: who });
  }

  /** The distributions, as they answer at one place. */
  http(place: string): HttpClient {
    return {
      fetch: async (url, { signal } = {}): Promise<HttpResponse> => {
        await this.clock.sleep(20, signal);
        const domain = new URL(url).hostname;
        const instance = this.#instances.find((one) => one.domain === domain && one.place === place);
        const closed = instance?.state && isClosed(instance.state, domain, this.clock.now());
        const text = closed ? '' : '#EXTM3U\n';
        const body = Buffer.from(text);
        return { url, status: closed ? 404 : 200, headers: new Headers(), body, text: () => text };
      },
      close: async () => {},
    };
  }

  #state(region: string): ClusterState {
    return readState(this.#members, this.#replicas.items(region), this.clock.now());
  }

  /** An instance of the copilot that always has a viewer: it reads as soon as its memory is too old. */
  async #serve(domain: string, place: string): Promise<void> {
    const instance = { domain, place, state: undefined as ClusterState | undefined };
    this.#instances.push(instance);
    const memory = new RememberedState({
      members: this.#members,
      replicas: [place, ...this.#members.map(({ region }) => region).filter((region) => region !== place)],
      read: async (replica) => {
        const latencyMs = this.between(2, 290);
        const arrivesMs = latencyMs * this.random();
        await this.clock.sleep(arrivesMs);
        const state = this.#state(replica);
        await this.clock.sleep(latencyMs - arrivesMs);
        return state;
      },
      clock: this.clock,
      log: () => {},
    });
    await this.clock.sleep(this.between(0, 1000));
    for (;;) {
      instance.state = await memory.get();
      await this.clock.sleep(1000);
    }
  }
}
