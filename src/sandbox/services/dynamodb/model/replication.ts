import { setMaxListeners } from 'node:events';
import type { SandboxEnvironment } from '../../../environment.js';
import { type Item, type ItemKey, itemId } from './items.js';

/** An item as one write left it, on its way to another replica. */
interface Delivery {
  /** Of the item: {@link itemId}. */
  id: string;
  from: string;
  to: string;
  tableName: string;
  key: ItemKey;
  /** Undefined when the write deleted it. */
  image: Item | undefined;
  /** Its place in the order of all writes. */
  write: number;
}

interface ReplicatedItem {
  /** The number of the write that each region's copy has. */
  copies: Map<string, number>;
  /** Deliveries that have not arrived. */
  underWay: number;
}

export interface ReplicationOptions {
  /** How long a write takes to reach the other replicas, in ms; not scaled. */
  delayMs: number;
  /** Puts or deletes one item in a region, in turn with that region's own writes. */
  apply(region: string, tableName: string, key: ItemKey, image: Item | undefined, newer: () => boolean): Promise<void>;
}

/**
 * Replication of global tables: asynchronous, and the last write of an item wins ("How DynamoDB global tables work",
 * version 2019.11.21).
 */
export class Replication {
  readonly #env: SandboxEnvironment;
  readonly #options: ReplicationOptions;
  /** The items that have writes on their way. */
  readonly #items = new Map<string, ReplicatedItem>();
  readonly #isolated = new Set<string>();
  readonly #stopped = new AbortController();
  /** What waits for an isolated region: of each item the last write, by where it comes from and goes. */
  readonly #held = new Map<string, Delivery>();
  #lastWrite = 0;

  constructor(env: SandboxEnvironment, options: ReplicationOptions) {
    this.#env = env;
    this.#options = options;
    // One listener per write that is under way is not a leak.
    setMaxListeners(0, this.#stopped.signal);
  }

  /** How many items have writes on their way. */
  get itemsUnderWay(): number {
    return this.#items.size;
  }

  /** Call it after a write in `from`, before the next write of that region. */
  written(from: string, replicas: readonly string[], tableName: string, key: ItemKey, image: Item | undefined): void {
    this.#lastWrite += 1;
    const write = this.#lastWrite;
    const others = replicas.filter((to) => to !== from);
    if (others.length === 0) return;
    const id = itemId(tableName, key);
    const item = this.#items.get(id) ?? { copies: new Map<string, number>(), underWay: 0 };
    this.#items.set(id, item);
    item.copies.set(from, write);
    item.underWay += others.length;
    for (const to of others) void this.#send({ id, from, to, tableName, key, image, write });
  }

  /** Cuts a region off from the other replicas, or connects it again, and delivers what was held back. */
  isolate(region: string, isolated: boolean): void {
    if (isolated) {
      this.#isolated.add(region);
      return;
    }
    this.#isolated.delete(region);
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const delivery of held) void this.#deliver(delivery);
  }

  close(): void {
    this.#stopped.abort(new Error('the sandbox stopped'));
  }

  async #send(delivery: Delivery): Promise<void> {
    try {
      await this.#env.clock.sleep(this.#options.delayMs, this.#stopped.signal);
    } catch {
      return;
    }
    await this.#deliver(delivery);
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { id, from, to, tableName, key, image, write } = delivery;
    if (this.#isolated.has(from) || this.#isolated.has(to)) {
      this.#hold(delivery);
      return;
    }
    const copies = this.#items.get(id)?.copies;
    const newer = () => {
      if (write <= (copies?.get(to) ?? 0)) return false;
      copies?.set(to, write);
      return true;
    };
    try {
      await this.#options.apply(to, tableName, key, image, newer);
    } catch (error) {
      const message = `${tableName} could not be replicated from ${from}: ${String(error)}`;
      this.#env.log({ source: 'dynamodb', region: to, message, level: 'warn' });
    }
    this.#arrived(id);
  }

  #hold(delivery: Delivery): void {
    const way = `${delivery.from} ${delivery.to} ${delivery.id}`;
    const earlier = this.#held.get(way);
    const newest = earlier && earlier.write > delivery.write ? earlier : delivery;
    this.#held.set(way, newest);
    if (earlier) this.#arrived(delivery.id);
  }

  /** One delivery is over. With the last one every copy is the same, and any write is newer. */
  #arrived(id: string): void {
    const item = this.#items.get(id);
    if (!item) return;
    item.underWay -= 1;
    if (item.underWay === 0) this.#items.delete(id);
  }
}
