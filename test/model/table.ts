import type { DistributionState, Intent } from '../../src/lib/serving/what-to-serve.js';
import { standingIntent } from '../../src/lib/state/cluster-state.js';
import type { Choices } from './schedules.js';
import type { Simulation } from './simulation.js';

/** A distribution item, as one replica has it. */
export interface Item {
  /** What its attributes say. */
  said: Intent;
  /** What cvs wrote last. */
  written: Intent;
  /** What it means. */
  standing: DistributionState;
  /** When it was changed through cvs, by the operator's knowledge of the replicas' clock, in ms since the epoch. */
  updatedAtMs: number;
  updatedBy: string;
  /** When it was closed last, a whole second. */
  closedAtMs?: number;
  /** When its write landed, and where: the last writer wins, and at the same moment the greater region. */
  landedMs: number;
  region: number;
}

/** What a replica had from a moment on. */
export interface Version {
  fromMs: number;
  items: readonly Item[];
}

export interface Replication {
  /** Bounds of the time that a write takes into another replica, in ms: every write takes one or the other. */
  leastMs: number;
  mostMs: number;
  /** A replica that no write leaves or enters. */
  isolated?: number;
}

/** What a write says, without when and where it lands. */
export type Write = Pick<Item, 'said' | 'written' | 'updatedAtMs' | 'updatedBy' | 'closedAtMs'>;

export function sameIntent(one: Intent, other: Intent): boolean {
  return (
    one.open === other.open &&
    one.drained === other.drained &&
    one.closedUntilMs === other.closedUntilMs &&
    one.closedFromMs === other.closedFromMs &&
    one.openFromMs === other.openFromMs &&
    (one.offAir ?? false) === (other.offAir ?? false) &&
    one.reroutedTo === other.reroutedTo &&
    one.reroutedUntilMs === other.reroutedUntilMs
  );
}

/** The state table: replicas in which the last writer of an item wins. */
export class Table {
  /** What each replica had, by region: oldest first. */
  readonly versions: Version[][];
  readonly #sim: Simulation;
  readonly #choices: Choices;
  readonly #replication: Replication;

  constructor(
    sim: Simulation,
    choices: Choices,
    { replicas, initial, replication }: { replicas: number; initial: readonly Write[]; replication: Replication },
  ) {
    this.#sim = sim;
    this.#choices = choices;
    this.#replication = replication;
    const items = initial.map((write, index) => itemOf(write, index, sim.nowMs - 3_600_000, 0));
    this.versions = Array.from({ length: replicas }, () => [{ fromMs: sim.nowMs - 3_600_000, items }]);
  }

  /** What a replica has now. */
  items(region: number): readonly Item[] {
    return ((this.versions[region] as Version[]).at(-1) as Version).items;
  }

  /** A write lands in a replica, and is on its way to the others. */
  write(region: number, distribution: number, write: Write): void {
    const item = itemOf(write, distribution, this.#sim.nowMs, region);
    this.#take(region, distribution, item);
    for (let other = 0; other < this.versions.length; other += 1) {
      if (other !== region) this.#replicate(other, distribution, item);
    }
  }

  /** An arrival that changes nothing is no choice. */
  #replicate(to: number, distribution: number, item: Item): void {
    const { leastMs, mostMs, isolated } = this.#replication;
    if (isolated === to || isolated === item.region) return;
    const arrive = () => {
      if (wins(item, this.items(to)[distribution] as Item)) this.#take(to, distribution, item);
    };
    this.#sim.at(item.landedMs + leastMs, () => {
      if (!wins(item, this.items(to)[distribution] as Item)) return;
      if (mostMs > leastMs && this.#choices.choose(2) === 1) this.#sim.at(item.landedMs + mostMs, arrive);
      else arrive();
    });
  }

  #take(region: number, distribution: number, item: Item): void {
    const versions = this.versions[region] as Version[];
    const last = versions.at(-1) as Version;
    const items = last.items.with(distribution, item);
    if (last.fromMs === this.#sim.nowMs) last.items = items;
    else versions.push({ fromMs: this.#sim.nowMs, items });
  }
}

function wins(item: Item, there: Item): boolean {
  return item.landedMs > there.landedMs || (item.landedMs === there.landedMs && item.region > there.region);
}

function itemOf(write: Write, distribution: number, landedMs: number, region: number): Item {
  const { said, written } = write;
  // What cvs wrote means what it says.
  const intent = said === written ? said : standingIntent({ ...said, written });
  const standing = { domain: domainOf(distribution), region: regionOf(distribution), ...intent };
  return { ...write, standing, landedMs, region };
}

/** The region of a distribution. */
export function regionOf(distribution: number): string {
  return `r${distribution + 1}`;
}

export function domainOf(distribution: number): string {
  return `d${distribution + 1}`;
}
