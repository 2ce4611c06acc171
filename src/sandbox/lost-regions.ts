/** Regions of which nothing answers and in which nothing runs, as after a power failure. */
export class LostRegions {
  /** How many faults each is lost by. */
  readonly #faults = new Map<string, number>();
  readonly #watchers = new Set<(region: string, lost: boolean) => void>();

  /** @returns brings it back, unless another fault keeps it lost */
  lose(region: string): () => void {
    this.#change(region, 1);
    return () => this.#change(region, -1);
  }

  has(region: string): boolean {
    return this.#faults.has(region);
  }

  /** Resolves when a region is not lost, or not any more. */
  async whenBack(region: string): Promise<void> {
    if (!this.has(region)) return;
    await new Promise<void>((resolve) => {
      const end = this.watch((changed, lost) => {
        if (changed !== region || lost) return;
        end();
        resolve();
      });
    });
  }

  /**
   * @param changed called when a region is lost, and when it is back
   * @returns ends the watch
   */
  watch(changed: (region: string, lost: boolean) => void): () => void {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  }

  #change(region: string, by: 1 | -1): void {
    const before = this.#faults.get(region) ?? 0;
    const after = before + by;
    if (after === 0) this.#faults.delete(region);
    else this.#faults.set(region, after);
    if ((before === 0) === (after === 0)) return;
    for (const changed of [...this.#watchers]) changed(region, after > 0);
  }
}
