import { RememberedState } from '../../../lambda/copilot/remembered-state.js';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import { CvsError } from '../../../src/lib/errors.js';
import type { HttpClient, HttpResponse } from '../../../src/lib/http/http-client.js';
import {
  type ClusterState,
  type DistributionState,
  type Intent,
  isClosed,
  isWanted,
} from '../../../src/lib/serving/what-to-serve.js';
import { sameIntent } from '../../../src/lib/state/intent.js';
import type { StateReading } from '../../../src/lib/state/state-reading.js';
import type { ChangeRequest, ChangeResult, MirrorRequest, StateAccess } from '../../../src/lib/state/state-table.js';
import { FakeClock } from '../../support/fake-clock.js';
import { CLUSTER } from './fake-cluster.js';

/** Random numbers 0 ≤ x < 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Copy {
  intent: Intent;
  /** What cvs wrote last. */
  written: Intent;
  /** When it was written; the last writer wins, and at the same moment the greater region. */
  at: number;
  by: string;
}

type Copies = Map<string, Copy>;

export interface RaceOptions {
  seed: number;
  regions?: number;
  /** The slowest replication, in ms. */
  replicationMs: number;
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
  readonly #replicas = new Map<string, Copies>();
  readonly #replicationMs: number;
  /** One instance for each distribution and place; each remembers what it read. */
  readonly #instances: { domain: string; place: string; state: ClusterState | undefined }[] = [];

  constructor({ seed, regions = 2, replicationMs }: RaceOptions) {
    this.random = randomFrom(seed);
    this.clock = new FakeClock({ random: this.random });
    this.#replicationMs = replicationMs;
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
    for (const { region } of this.#members) {
      const intent = { open: true, drained: false };
      const open = { intent, written: intent, at: -1, by: '' };
      this.#replicas.set(region, new Map(this.#members.map(({ domain }) => [domain, open])));
    }
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
    const before = (this.#replicas.get(region) as Copies).get(domain) as Copy;
    this.log.push(`${this.clock.monotonic().toFixed()} hand ${region} ${domain} open=${open}`);
    this.#write(region, domain, { ...before.intent, open }, before.written);
  }

  /** The state table as one operator reaches it, who crashes after so many writes. */
  table(order: readonly string[], writesLeft: number, who: string): StateAccess {
    const { clock } = this;
    const first = order[0] as string;
    const read = async (region: string): Promise<StateReading> => {
      await clock.sleep(this.between(1, 60));
      const state = this.#state(region);
      const copies = [...(this.#replicas.get(region) as Copies)];
      const items = copies.map(
        ([domain, { intent, written }]) => [domain, { ...intent, written, asRead: {} }] as const,
      );
      return { state, items: new Map(items), replica: region, unanswered: [] };
    };
    /** As the transaction of a replica: its conditions are checked against what that replica has. */
    const accepts = (region: string, domain: string, before: Intent, keepAnotherOpen = false) => {
      const { distributions } = this.#state(region);
      const now = distributions.find((one) => one.domain === domain) as Intent;
      const nowMs = Math.floor(clock.now() / 1000) * 1000;
      const other = distributions.some((one) => one.domain !== domain && isWanted(one, nowMs));
      return { unchanged: sameIntent(now, before), allowed: other || !keepAnotherOpen };
    };
    const write = async (region: string, domain: string, after: Intent) => {
      if (writesLeft <= 0) {
        this.lost.add(who);
        await new Promise<never>(() => {});
      }
      writesLeft -= 1;
      this.log.push(`${clock.monotonic().toFixed()} ${who} ${region} ${domain} ${JSON.stringify(after)}`);
      this.#write(region, domain, after);
    };
    const take = async (region: string, { domain, before, after, keepAnotherOpen, signal }: MirrorRequest) => {
      if (!order.includes(region)) {
        await clock.sleep(2500, signal);
        return false;
      }
      const { state } = await read(region);
      const there = state.distributions.find((one) => one.domain === domain) as Intent;
      const nowMs = clock.now();
      const open = state.distributions.some((one) => one.domain !== domain && isWanted(one, nowMs));
      if (keepAnotherOpen && !open) return false;
      if (sameIntent(there, after)) return true;
      await clock.sleep(this.between(1, 60));
      signal?.throwIfAborted();
      const { unchanged, allowed } = accepts(region, domain, before, keepAnotherOpen);
      if (!unchanged || !allowed) return false;
      await write(region, domain, after);
      return true;
    };
    return {
      regions: this.#members.map(({ region }) => region),
      mirror: async (request) => {
        const others = this.#members.map(({ region }) => region).filter((region) => region !== request.replica);
        const taken = await Promise.all(others.map((region) => take(region, request)));
        return new Set(others.filter((_, index) => taken[index]));
      },
      read: () => read(first),
      readFrom: async (region) => {
        if (order.includes(region)) return read(region);
        await clock.sleep(2500);
        return { why: 'gone' };
      },
      change: async (request: ChangeRequest): Promise<ChangeResult> => {
        for (;;) {
          const reading = await read(first);
          const {
            region: _,
            domain,
            ...before
          } = reading.state.distributions.find((one) => one.domain === request.domain) as DistributionState;
          const after = request.change(before);
          const result = { replica: first, before, after };
          if (sameIntent(before, after)) return { ...result, changed: false };
          await clock.sleep(this.between(1, 60));
          const { unchanged, allowed } = accepts(first, domain, before, request.keepAnotherOpen);
          if (!unchanged) continue;
          if (!allowed) throw new CvsError({ code: 'LAST_OPEN_DISTRIBUTION', message: 'last' });
          await write(first, domain, after);
          return { ...result, changed: true };
        }
      },
    };
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
    const copies = this.#replicas.get(region) as Copies;
    return {
      distributions: this.#members.map((member) => ({ ...member, ...(copies.get(member.domain) as Copy).intent })),
      health: new Map(),
    };
  }

  #write(region: string, domain: string, intent: Intent, written = intent): void {
    this.lastWriteMs = this.clock.monotonic();
    const copy = { intent, written, at: this.lastWriteMs, by: region };
    for (const [to, copies] of this.#replicas) {
      if (to === region) copies.set(domain, copy);
      else void this.#replicate(copies, domain, copy);
    }
  }

  async #replicate(copies: Copies, domain: string, copy: Copy): Promise<void> {
    await this.clock.sleep(this.random() < 0.2 ? this.#replicationMs : this.between(20, this.#replicationMs));
    const there = copies.get(domain) as Copy;
    if (copy.at > there.at || (copy.at === there.at && copy.by > there.by)) copies.set(domain, copy);
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
