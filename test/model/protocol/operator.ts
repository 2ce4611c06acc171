import type { Clock } from '../../../src/lib/clock.js';
import { ANSWER_BOUND_MS } from '../../../src/lib/serving/times.js';
import { isClosed } from '../../../src/lib/serving/what-to-serve.js';
import { type Moment, ReplicaClock } from '../../../src/lib/state/replica-clock.js';
import type { Choices } from '../schedules.js';
import type { Simulation, Steps } from '../simulation.js';
import { domainOf, type Item, sameIntent, type Table, type Write } from '../table.js';
import type { Decision, Trace } from '../trace.js';
import { intentText } from '../words.js';
import { dateOf, FAR_MS, NEAR_MS, SLOW, SLOW_READS } from './answers.js';
import type { Rules } from './rules.js';

/** Everything that operators and consoles act in. */
export interface World {
  sim: Simulation;
  choices: Choices;
  table: Table;
  rules: Rules;
  trace: Trace;
}

export interface OperatorOptions {
  name: string;
  /** Regions of the replicas in reach, in the order in which they are asked. */
  reach: readonly number[];
  /** How far the laptop's clock is ahead, in ms. */
  skewMs: number;
  /** Whether the machine may be lost after any write. */
  mayBeLost: boolean;
  /** How many of the transactions a slow table may hold up. */
  slowWrites: number;
  /** How many of the readings a slow table may hold up. */
  slowReads: number;
  /** How long a call to a replica out of reach takes, in ms. */
  silenceMs: number;
}

/** What one replica has, as an operator read it. */
export interface Reading {
  region: number;
  items: readonly Item[];
}

export interface Transaction {
  distribution: number;
  write: Write;
  /** The item as it was read; undefined for a write without a condition. */
  expected?: Item;
  /** Another distribution that must be as it was read: wanted. */
  mustStay?: Item;
}

/** `silent`: no answer came in time; the write may have landed. */
export type Landing = 'written' | 'changed-meanwhile' | 'silent';

/** A person with a laptop who changes what the cluster serves through the replicas in reach. */
export class Operator {
  readonly world: World;
  readonly options: OperatorOptions;
  readonly #clock: ReplicaClock;
  /** The replicas in reach, in the order in which they are asked. */
  readonly #order: number[];
  #slowWrites: number;
  #slowReads: number;
  #decision: Decision | undefined;

  constructor(world: World, options: OperatorOptions) {
    this.world = world;
    this.options = options;
    this.#order = [...options.reach];
    this.#slowWrites = options.slowWrites;
    this.#slowReads = options.slowReads;
    this.#clock = new ReplicaClock({ now: () => this.#ownMs } as Clock);
  }

  get #ownMs(): number {
    return this.world.sim.nowMs + this.options.skewMs;
  }

  /** What time it is, for stamps. */
  now(): Moment {
    if (this.world.rules.replicaClock) return this.#clock.now();
    const ownMs = this.#ownMs;
    return { nowMs: ownMs, earliestMs: ownMs, latestMs: ownMs };
  }

  /** The command that is being done. */
  get decision(): Decision {
    return this.#decision as Decision;
  }

  begin(kind: Decision['kind'], distribution?: number): Decision {
    const { name: who, reach } = this.options;
    const decision = { who, reach, kind, distribution, startMs: this.world.sim.nowMs };
    this.#decision = decision;
    this.world.trace.decisions.push(decision);
    this.tell(() => `${kind} ${distribution === undefined ? '' : domainOf(distribution)}`);
    return decision;
  }

  /** Ends a command with what it says. */
  end(outcome: string, acknowledged: boolean): void {
    Object.assign(this.#decision as Decision, { endMs: this.world.sim.nowMs, outcome, acknowledged });
    this.tell(() => `${(this.#decision as Decision).kind}: ${outcome}${acknowledged ? '' : ' (exit 4)'}`);
  }

  tell(what: () => string): void {
    this.world.trace.lines?.push({ atMs: this.world.sim.nowMs, who: this.options.name, what: what() });
  }

  *sleep(ms: number): Steps {
    yield this.world.sim.nowMs + ms;
  }

  /** Reads one replica; undefined where no answer came. */
  *read(region: number, withinMs = ANSWER_BOUND_MS): Steps<Reading | undefined> {
    const { sim, table } = this.world;
    if (!this.#reaches(region)) {
      yield sim.nowMs + Math.min(withinMs, this.options.silenceMs);
      return undefined;
    }
    const askedMs = this.#ownMs;
    const sentMs = sim.nowMs;
    const way = this.#wayMs(region);
    const { readsMs, answersMs } = this.#slowRead() ?? { readsMs: way, answersMs: 2 * way };
    if (answersMs > withinMs) {
      yield sentMs + withinMs;
      return undefined;
    }
    yield sentMs + readsMs;
    const items = table.items(region);
    const date = dateOf(sim.nowMs);
    yield sentMs + answersMs;
    this.#clock.observe(date, askedMs, this.#ownMs);
    return { region, items };
  }

  /** Reads the first replica that answers. */
  *readFirst(): Steps<Reading | undefined> {
    return yield* this.read(this.#order[0] as number);
  }

  /** A replica that was silent is asked last from now on. */
  askLast(region: number): void {
    this.#order.push(...this.#order.splice(this.#order.indexOf(region), 1));
  }

  /** What a copilot that reads the nearest replica answers. */
  probes404(distribution: number): boolean {
    const { sim, table } = this.world;
    const items = table.items(this.options.reach[0] as number);
    const state = { distributions: items.map(({ standing }) => standing), health: new Map(), readAtMs: sim.nowMs };
    return isClosed(state, domainOf(distribution), sim.nowMs);
  }

  /** One transaction in one replica. One that is not answered in time may land later. */
  *write(region: number, transaction: Transaction, withinMs = ANSWER_BOUND_MS): Steps<Landing> {
    const { sim } = this.world;
    if (!this.#reaches(region)) {
      yield sim.nowMs + Math.min(withinMs, this.options.silenceMs);
      return 'silent';
    }
    const askedMs = this.#ownMs;
    const way = this.#wayMs(region);
    const { landsMs, answersMs = Number.POSITIVE_INFINITY } = this.#slowness() ?? { landsMs: way, answersMs: 2 * way };
    const { decision } = this;
    let landing: Landing = 'silent';
    let date: string | undefined;
    if (landsMs !== undefined) {
      sim.at(sim.nowMs + landsMs, () => {
        landing = this.#land(region, transaction, decision);
        date = dateOf(sim.nowMs);
      });
    }
    yield sim.nowMs + Math.min(answersMs, withinMs);
    if (answersMs > withinMs) {
      this.tell(() => `no answer from r${region + 1} to the write of ${domainOf(transaction.distribution)}`);
      return 'silent';
    }
    this.#clock.observe(date, askedMs, this.#ownMs);
    return landing;
  }

  #land(region: number, transaction: Transaction, decision: Decision): Landing {
    const { table, trace, choices } = this.world;
    const { distribution, write, expected, mustStay } = transaction;
    const items = table.items(region);
    const there = items[distribution] as Item;
    const other = mustStay && items.find(({ standing }) => standing.domain === mustStay.standing.domain);
    if (
      (expected && !sameIntent(there.said, expected.said)) ||
      (mustStay && other && !sameIntent(other.said, mustStay.said))
    ) {
      this.tell(() => `r${region + 1} refuses ${domainOf(distribution)}: changed meanwhile`);
      return 'changed-meanwhile';
    }
    this.put(region, distribution, write, decision);
    if (this.options.mayBeLost && !this.isLost && choices.choose(2) === 1) {
      trace.lost.add(this.options.name);
      this.tell(() => 'machine lost');
    }
    return 'written';
  }

  /** A write lands. */
  put(region: number, distribution: number, write: Write, decision = this.decision): void {
    const { sim, table } = this.world;
    table.write(region, distribution, write);
    decision.landedMs ??= sim.nowMs;
    this.tell(() => `writes in r${region + 1}: ${domainOf(distribution)} ${intentText(write.said, sim.nowMs)}`);
  }

  get isLost(): boolean {
    return this.world.trace.lost.has(this.options.name);
  }

  #slowness(): { landsMs?: number; answersMs?: number } | undefined {
    if (this.#slowWrites === 0) return undefined;
    const choice = this.world.choices.choose(SLOW.length + 1);
    if (choice > 0) this.#slowWrites -= 1;
    return SLOW[choice - 1];
  }

  #slowRead(): { readsMs: number; answersMs: number } | undefined {
    if (this.#slowReads === 0) return undefined;
    const choice = this.world.choices.choose(SLOW_READS.length + 1);
    if (choice > 0) this.#slowReads -= 1;
    return SLOW_READS[choice - 1];
  }

  #reaches(region: number): boolean {
    return this.options.reach.includes(region);
  }

  #wayMs(region: number): number {
    return region === this.options.reach[0] ? NEAR_MS : FAR_MS;
  }
}
