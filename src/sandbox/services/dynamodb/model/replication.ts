import { setMaxListeners } from 'node:events';
import type { SandboxEnvironment } from '../../../environment.js';
import { type Item, type ItemKey, itemId } from './items.js';

/** An item as one write left it, on its way to another replica. */
interface Delivery {
  from: string;
  to: string;
  tableName: string;
  key: ItemKey;
  /** Undefined when the write deleted it. */
  image: Item | undefined;
  /** Its place in the order of all writes. */
  write: number;
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
  /** The number of the write that each region's copy of an item has. */
  readonly #writes = new Map<string, number>();
  readonly #isolated = new Set<string>();
  readonly #stopped = new AbortController();
  #held: Delivery[] = [];
  #lastWrite = 0;

  constructor(env: SandboxEnvironment, options: ReplicationOptions) {
    this.#env = env;
    this.#options = options;
    // One listener per write that is under way is not a leak.
    setMaxListeners(0, this.#stopped.signal);
  }

  /** Call it after a write in `from`, before the next write of that region. */
  written(from: string, replicas: readonly string[], tableName: string, key: ItemKey, image: Item | undefined): void {
    this.#lastWrite += 1;
    const write = this.#lastWrite;
    this.#writes.set(`${from}/${itemId(tableName, key)}`, write);
    for (const to of replicas) {
      if (to !== from) void this.#send({ from, to, tableName, key, image, write });
    }
  }

  /** Cuts a region off from the other replicas, or connects it again, and delivers what was held back. */
  isolate(region: string, isolated: boolean): void {
    if (isolated) {
      this.#isolated.add(region);
      return;
    }
    this.#isolated.delete(region);
    const held = this.#held;
    this.#held = [];
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
    const { from, to, tableName, key, image, write } = delivery;
    if (this.#isolated.has(from) || this.#isolated.has(to)) {
      this.#held.push(delivery);
      return;
    }
    const place = `${to}/${itemId(tableName, key)}`;
    const newer = () => {
      if (write <= (this.#writes.get(place) ?? 0)) return false;
      this.#writes.set(place, write);
      return true;
    };
    try {
      await this.#options.apply(to, tableName, key, image, newer);
    } catch (error) {
      const message = `${tableName} could not be replicated from ${from}: ${String(error)}`;
      this.#env.log({ source: 'dynamodb', region: to, message, level: 'warn' });
    }
  }
}
