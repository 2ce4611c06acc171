/** How many invocations of each function run, against its reserved concurrency. */
export class Concurrency {
  readonly #running = new Map<string, number>();
  #waiting: (() => void)[] = [];

  /** Takes a slot if one is free; undefined limits nothing. */
  tryTake(functionArn: string, limit: number | undefined): boolean {
    const running = this.#running.get(functionArn) ?? 0;
    if (limit !== undefined && running >= limit) return false;
    this.#running.set(functionArn, running + 1);
    return true;
  }

  /** Takes a slot as soon as one is free. Rejects with the signal's reason when it aborts first. */
  async take(functionArn: string, limit: () => number | undefined, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      if (this.tryTake(functionArn, limit())) return;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  giveBack(functionArn: string): void {
    this.#running.set(functionArn, (this.#running.get(functionArn) ?? 1) - 1);
    this.wake();
  }

  /** Makes all that wait check again. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
