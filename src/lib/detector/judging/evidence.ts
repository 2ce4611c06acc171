/** Polls begin at the next tick after they are due. */
const POLL_SLACK_MS = 250;

/**
 * Until when the polls of a playlist show what appeared in it. Times in which nobody looked show nothing: a pause, or a
 * detector that is held up. Times are monotonic ms.
 */
export class Evidence {
  readonly #heldUpMs: (at: number) => number;
  /** When the poll began whose outcome is awaited or was the last, and how long the detector had been held up then. */
  #beganAt = Number.NEGATIVE_INFINITY;
  #heldUpBefore = 0;
  #isUnderWay = false;
  #shownUntil = Number.NEGATIVE_INFINITY;

  /** @param heldUpMs how long the detector itself was held up, all in all, until a moment */
  constructor(heldUpMs: (at: number) => number) {
    this.#heldUpMs = heldUpMs;
  }

  get beganAt(): number {
    return this.#beganAt;
  }

  began(at: number): void {
    this.#beganAt = at;
    this.#heldUpBefore = this.#heldUpMs(at);
    this.#isUnderWay = true;
  }

  /** The poll brought the playlist, as it was when the poll began or later. */
  brought(): void {
    this.#shownUntil = this.#beganAt;
    this.#isUnderWay = false;
  }

  /** No answer came until now, or one without the playlist. */
  failed(at: number): void {
    this.#shownUntil = this.#waitedUntil(at);
    this.#isUnderWay = false;
  }

  /** The poll was given up, which shows nothing. */
  aborted(): void {
    this.#isUnderWay = false;
  }

  /** Another run looked until then. */
  takenOver(until: number): void {
    this.#shownUntil = until;
  }

  /** Until now while a poll waits for its answer, and until the next poll is due, in `pollMs`. */
  until(at: number, pollMs: number): number {
    if (this.#isUnderWay) return this.#waitedUntil(at);
    return Math.min(at, Math.max(this.#shownUntil, this.#beganAt) + pollMs + POLL_SLACK_MS);
  }

  #waitedUntil(at: number): number {
    return Math.max(this.#beganAt, at - (this.#heldUpMs(at) - this.#heldUpBefore));
  }
}
