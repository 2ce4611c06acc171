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

  /** Takes the priority of a steering manifest. Returns the pathway to play. */
  steer(priority: readonly string[], nowMs: number): string {
    this.#priority = priority;
    return this.#choose(nowMs) ?? this.#current;
  }

  /** Penalises a pathway that failed. Returns the pathway to play, or undefined when there is nowhere to go. */
  fail(pathway: string, nowMs: number): string | undefined {
    this.#failedAt.set(pathway, nowMs);
    // It may have been left already.
    return pathway === this.#current ? this.#choose(nowMs) : this.#current;
  }

  /** Moves to the best pathway that is not penalised. */
  #choose(nowMs: number): string | undefined {
    const isPenalised = (pathway: string) => nowMs - (this.#failedAt.get(pathway) ?? -Infinity) <= PENALTY_MS;
    const best = this.#priority.find((pathway) => this.#known.includes(pathway) && !isPenalised(pathway));
    this.#current = best ?? this.#current;
    return best;
  }
}
