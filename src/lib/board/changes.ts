import { CvsError, messageOf } from '../errors.js';
import type { ProgressEvent } from '../progress.js';
import { StateTable } from '../state/state-table.js';
import { commandOf, type Order } from './orders.js';
import { type BoardContext, type OrderResult, runOrder } from './run-order.js';

/** A change that the page asked for, as it is now. */
export interface Change {
  /** The page's idempotency key. */
  id: string;
  order: Order;
  /** The command that does the same. */
  command: string;
  /** ISO 8601. */
  startedAt: string;
  /** What happened so far; `atMs` from the start. */
  events: readonly { atMs: number; event: ProgressEvent }[];
  state: 'running' | 'done' | 'failed';
  /** Of a change that is done: what the command prints with `--json`. */
  result?: OrderResult;
  /** Of a change that is done: the result in words, a line each. */
  words?: readonly string[];
  /** Of a change that failed. */
  error?: { code: string; message: string; suggestions: readonly string[] };
}

/** How many changes that have ended are kept for a page that asks again. */
const KEPT = 100;

/** The changes that pages asked for. One runs at a time; it goes on when the page is closed. */
export class Changes {
  readonly #changes = new Map<string, Change>();
  readonly #context: BoardContext;
  readonly #words: (result: OrderResult) => readonly string[];
  readonly #tell: (change: Change) => void;
  #running: { id: string; stop: AbortController; end: Promise<void> } | undefined;

  /**
   * @param words the result of a change in words, as the command prints it
   * @param tell called with a change each time that something of it is new
   */
  constructor(
    context: BoardContext,
    words: (result: OrderResult) => readonly string[],
    tell: (change: Change) => void,
  ) {
    this.#context = context;
    this.#words = words;
    this.#tell = tell;
  }

  /** Those that are known, the oldest first. */
  get all(): readonly Change[] {
    return [...this.#changes.values()];
  }

  /**
   * Begins a change, or gives the one that was begun under this key.
   *
   * @throws CvsError KEY_IN_USE when the key stands for another order, CHANGE_UNDER_WAY while another change runs
   */
  begin(id: string, order: Order): Change {
    const known = this.#changes.get(id);
    if (known) {
      if (JSON.stringify(known.order) === JSON.stringify(order)) return known;
      throw new CvsError({ code: 'KEY_IN_USE', message: 'This idempotency key stands for another change.' });
    }
    const running = this.#running && this.#changes.get(this.#running.id);
    if (running) {
      const message = `Nothing was changed: \`${running.command}\` is under way on this board.`;
      throw new CvsError({ code: 'CHANGE_UNDER_WAY', message, suggestions: ['Wait for its end, or stop it.'] });
    }
    const startedAt = new Date(this.#context.clock.now()).toISOString();
    const change: Change = { id, order, command: commandOf(order), startedAt, events: [], state: 'running' };
    this.#put(change);
    const stop = new AbortController();
    this.#running = { id, stop, end: this.#run(change, stop.signal) };
    return change;
  }

  /** Interrupts the change as Ctrl-C does the command: what stands is said in its error. */
  stop(id: string): void {
    if (this.#running?.id === id) this.#running.stop.abort(interruption());
  }

  /** Interrupts what is under way, and waits for it. */
  async close(): Promise<void> {
    this.#running?.stop.abort(interruption());
    await this.#running?.end;
  }

  async #run({ id, order }: Change, stopped: AbortSignal): Promise<void> {
    const { clock, signal: over } = this.#context;
    const context = { ...this.#context, signal: AbortSignal.any([stopped, over]) };
    const startMs = clock.monotonic();
    const report = (event: ProgressEvent) => {
      const atMs = Math.round(clock.monotonic() - startMs);
      const change = this.#changes.get(id) as Change;
      this.#put({ ...change, events: [...change.events, { atMs, event }] });
    };
    let end: Partial<Change>;
    try {
      const result = await runOrder(order, context, new StateTable(context.cluster, context), report);
      end = { state: 'done', result, words: this.#words(result) };
    } catch (error) {
      const code = error instanceof CvsError ? error.code : 'INTERNAL';
      const suggestions = error instanceof CvsError ? error.suggestions : [];
      end = { state: 'failed', error: { code, message: messageOf(error), suggestions } };
    }
    this.#running = undefined;
    this.#put({ ...(this.#changes.get(id) as Change), ...end });
  }

  #put(change: Change): void {
    this.#changes.set(change.id, change);
    for (const [id] of this.#changes) if (this.#changes.size > KEPT) this.#changes.delete(id);
    this.#tell(change);
  }
}

function interruption(): CvsError {
  return new CvsError({ code: 'INTERRUPTED', message: 'Interrupted.' });
}
