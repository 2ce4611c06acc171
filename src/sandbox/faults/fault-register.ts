import type { Clock } from '../../lib/clock.js';
import type { ActiveFault, FaultRecord } from './fault.js';

interface Entry {
  spec: ActiveFault;
  id: string;
  hits: number;
  /** How many calls were let through before the first hit. */
  passed: number;
  /** Throttles: calls let through since {@link secondStarted}. */
  inSecond: number;
  secondStarted: number;
  /** Aborted when it ends. */
  ends: AbortController;
}

/** The active faults, in the order in which they were added. */
export class FaultRegister {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #added = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param ended called when the fault is cleared, or has lasted for its `forSeconds`
   * @returns its id
   */
  add(spec: ActiveFault, ended: () => void = () => {}): string {
    this.#added += 1;
    const id = `fault-${this.#added}`;
    const ends = new AbortController();
    ends.signal.addEventListener('abort', ended);
    const secondStarted = Number.NEGATIVE_INFINITY;
    this.#entries.set(id, { spec, id, hits: 0, passed: 0, inSecond: 0, secondStarted, ends });
    if (spec.forSeconds !== undefined) {
      const over = this.#clock.sleep(spec.forSeconds * 1000, ends.signal);
      over.then(
        () => this.clear(id),
        () => {},
      );
    }
    return id;
  }

  list(): FaultRecord[] {
    return [...this.#entries.values()].map(({ spec, id, hits }) => ({ ...spec, id, hits }));
  }

  /** Ends one fault, or all. @returns how many ended */
  clear(id?: string): number {
    const ending = [...this.#entries.values()].filter((entry) => id === undefined || entry.id === id);
    for (const entry of ending) {
      this.#entries.delete(entry.id);
      entry.ends.abort();
    }
    return ending.length;
  }

  /** The first active fault that applies and hits; counts the hit. */
  hit<Kind extends ActiveFault['kind']>(
    kind: Kind,
    applies: (spec: Extract<ActiveFault, { kind: Kind }>) => boolean,
  ): Extract<ActiveFault, { kind: Kind }> | undefined {
    for (const entry of this.#entries.values()) {
      if (entry.spec.kind !== kind) continue;
      const spec = entry.spec as Extract<ActiveFault, { kind: Kind }>;
      if (!applies(spec) || !this.#takes(entry)) continue;
      entry.hits += 1;
      return spec;
    }
    return undefined;
  }

  #takes(entry: Entry): boolean {
    const { spec } = entry;
    if (spec.kind === 'throttle') return this.#overRate(entry, spec.perSecond);
    if (spec.kind === 'stream' || (spec.kind === 'region' && spec.how === 'lost')) return true;
    if (entry.passed < (spec.after ?? 0)) {
      entry.passed += 1;
      return false;
    }
    return entry.hits < (spec.times ?? Number.POSITIVE_INFINITY);
  }

  #overRate(entry: Entry, perSecond: number): boolean {
    const now = this.#clock.monotonic();
    // Rates below one a second need a longer window than a second.
    const windowMs = 1000 * Math.max(1, 1 / Math.max(perSecond, 1e-6));
    if (now - entry.secondStarted >= windowMs) {
      entry.secondStarted = now;
      entry.inSecond = 0;
    }
    if (entry.inSecond >= perSecond * (windowMs / 1000)) return true;
    entry.inSecond += 1;
    return false;
  }
}
