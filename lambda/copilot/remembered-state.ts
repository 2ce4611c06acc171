import type { Clock } from '../../src/lib/clock.js';
import type { ClusterState } from '../../src/lib/serving/what-to-serve.js';
import { readState } from '../../src/lib/state/cluster-state.js';

/** How long a replica may take before the next one is asked, in ms. */
export const REPLICA_TIMEOUT_MS = 300;
/** How long an answer serves, in ms. */
export const REMEMBER_MS = 1000;
/** An instance that has not read for so long, in ms, counts as knowing nothing: what it remembers may be a day old. */
export const IDLE_MS = 5000;
/** How long such an instance, or a new one, waits for an answer, in ms: twice three round trips across an ocean. */
export const PATIENCE_MS = 2000;

export interface StateSource {
  members: readonly { region: string; domain: string }[];
  /** In the order in which they are asked. */
  replicas: readonly string[];
  read(replica: string): Promise<ClusterState>;
  clock: Clock;
  log(message: string): void;
}

/**
 * The cluster's state as this instance of the function knows it: read at most once a second, however many requests
 * wait for it. When no replica is reachable it is the last state that was read, and before the first one: all open.
 *
 * An answer that comes late, from across an ocean on a new connection, still updates the known state.
 *
 * An instance that wakes up waits longer, and asks every replica twice: its connections are dead, and with what it
 * remembers it might close a distribution that was opened long ago. While it is awake and no replica answers, it does not
 * wait that long again for each request.
 */
export class RememberedState {
  readonly #source: StateSource;
  #known: ClusterState;
  #decidedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  /** How many readings began, and which of them the known state is from. */
  #begun = 0;
  #knownFrom = 0;

  constructor(source: StateSource) {
    this.#source = source;
    this.#known = readState(source.members, [], 0);
  }

  /** Never rejects. */
  async get(): Promise<ClusterState> {
    // The wall clock: the monotonic one may stand still while the instance is frozen between requests.
    const age = this.#source.clock.now() - this.#decidedAt;
    if (age < 0 || age >= REMEMBER_MS) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#known;
  }

  async #read(): Promise<void> {
    const { replicas, clock } = this.#source;
    const began = clock.now();
    const waking = began - this.#decidedAt > IDLE_MS;
    const answers: Promise<boolean>[] = [];
    for (const replica of waking ? [...replicas, ...replicas] : replicas) {
      const answer = this.#ask(replica);
      answers.push(answer);
      if (await this.#within(REPLICA_TIMEOUT_MS, Promise.race([answer, anyOf(answers)]))) break;
    }
    if (waking) await this.#within(began + PATIENCE_MS - clock.now(), anyOf(answers));
    this.#decidedAt = clock.now();
  }

  /** Resolves to whether it answered. Never rejects. */
  #ask(replica: string): Promise<boolean> {
    const began = this.#source.clock.now();
    this.#begun += 1;
    const order = this.#begun;
    return this.#source.read(replica).then(
      (state) => {
        // Readings overlap: the one that began last is the newest, also where the clock was set back meanwhile.
        if (order > this.#knownFrom) {
          this.#known = { ...state, readAtMs: began };
          this.#knownFrom = order;
        }
        return true;
      },
      (error: unknown) => {
        this.#source.log(error instanceof Error ? error.message : String(error));
        return false;
      },
    );
  }

  /** The result, or false when it takes longer. */
  async #within(ms: number, awaited: Promise<boolean>): Promise<boolean> {
    const patience = new AbortController();
    const late = this.#source.clock.sleep(Math.max(0, ms), patience.signal).then(
      () => false,
      () => false,
    );
    const inTime = await Promise.race([awaited, late]);
    patience.abort();
    return inTime;
  }
}

/** True as soon as one of them is; false when none was. */
async function anyOf(answers: readonly Promise<boolean>[]): Promise<boolean> {
  return Promise.any(answers.map(async (answer) => (await answer) || Promise.reject())).catch(() => false);
}
