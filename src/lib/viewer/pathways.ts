/** How long hls.js leaves a pathway alone after it failed, in ms (`PATHWAY_PENALTY_DURATION_MS`, hard-coded there). */
export const PENALTY_MS = 300_000;

/**
 * Which pathway a player is on, by the rules of hls.js's content steering controller. Pure: time is passed in, in ms.
 *
 * Without a steering manifest the order in which the master playlist names the pathways is the priority.
 */
export class Pathways {
  readonly #known: readonly string[];
  readonly #failedAt = new Map<string, number>();
  #priority: readonly string[];
  #current: string;

  /** @param known the pathways of the master playlist's variants, in its order; never empty */
  constructor(known: readonly string[], first: string = known[0] as string) {
    this.#known = known;
    this.#priority = known;
    this.#current = known.includes(first) ? first : (known[0] as string);
  }

  get current(): string {
    return this.#current;
  }

  /** Takes the priority of a steering manifest. Returns the pathway to move to, or undefined to stay. */
  steer(priority: readonly string[], nowMs: number): string | undefined {
    this.#priority = priority;
    return this.#choose(nowMs);
  }

  /**
   * Penalises a pathway that failed. Returns where to go: another pathway, `stay` when the failed one had been left
   * already, or undefined when there is nowhere to go.
   */
  fail(pathway: string, nowMs: number): string | undefined {
    this.#failedAt.set(pathway, nowMs);
    if (pathway !== this.#current) return STAY;
    return this.#choose(nowMs);
  }

  #choose(nowMs: number): string | undefined {
    for (const pathway of this.#priority) {
      const failedAt = this.#failedAt.get(pathway);
      if (failedAt !== undefined && nowMs - failedAt <= PENALTY_MS) continue;
      if (pathway === this.#current) return undefined;
      if (!this.#known.includes(pathway)) continue;
      this.#current = pathway;
      return pathway;
    }
    return undefined;
  }
}

/** Answer of {@link Pathways.fail} for a pathway that is no longer played; not a valid pathway id, as it has a space. */
export const STAY = 'stay here';
