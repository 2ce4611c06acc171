import { setMaxListeners } from 'node:events';
import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';
import { type LinkedAbort, linkAbort } from '../http/linked-abort.js';
import { withinTime } from '../state/within-time.js';

/** What a view reads with. */
export interface ViewContext {
  cluster: Cluster;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  signal: AbortSignal;
  /** How long one reading may take, in ms; without it, as long as the clients' own limits allow. */
  limitMs?: number;
}

/** What a view is made with: without a signal, only its end stops it. */
export type ViewInput = Omit<ViewContext, 'signal'> & { signal?: AbortSignal };

/** Something that was looked at: known, or unknown with the reason. */
export type Fact<T> = { known: true; value: T; atMs: number } | { known: false; error: unknown; atMs: number };

/**
 * What is there at one moment: every reading is made once, however many parts ask for it, and all readings that are
 * asked for run at once. Reads only.
 *
 * What a fact that cannot be read means is up to whoever asked: a deployment throws, a plan is blocked, a status
 * shows it as unknown.
 */
export class View {
  readonly context: ViewContext;
  readonly #ended: LinkedAbort;
  readonly #readings = new Map<string, Promise<unknown>>();

  constructor(context: ViewInput) {
    this.#ended = linkAbort(context.signal);
    const { signal } = this.#ended;
    // Every call that is under way listens to it, and there are dozens at once.
    setMaxListeners(0, signal);
    this.context = { ...context, signal };
  }

  /** Makes a reading, or gives the one that was made under this key. Rejects as the reading does. */
  read<T>(key: string, reading: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const known = this.#readings.get(key) as Promise<T> | undefined;
    if (known) return known;
    const { clock, limitMs, signal } = this.context;
    const made = limitMs === undefined ? reading(signal) : withinTime(clock, limitMs, signal, reading);
    // Some readings are begun before anybody waits for them.
    made.catch(() => {});
    this.#readings.set(key, made);
    return made;
  }

  /** Looks at something made of readings. Never rejects. */
  async fact<T>(look: (view: View) => Promise<T>): Promise<Fact<T>> {
    const { clock } = this.context;
    try {
      return { known: true, value: await look(this), atMs: clock.monotonic() };
    } catch (error) {
      return { known: false, error, atMs: clock.monotonic() };
    }
  }

  /** Stops what is still being read, and waits for it. */
  async end(): Promise<void> {
    this.#ended.abort();
    this.#ended.release();
    await Promise.allSettled(this.#readings.values());
  }
}
