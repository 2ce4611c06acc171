import { createRequire } from 'node:module';

interface Iterator {
  close(): Promise<void>;
  return?(): Promise<void>;
}

/** The class of dynalite's database in memory (memory-level), as far as it matters here. */
export interface MemoryLevel {
  new (): { keys(): Iterator };
  prototype: { attachResource(resource: unknown): void; detachResource(resource: unknown): void };
}

/** The class that dynalite itself makes its database of, wherever that is installed. */
export function databaseOfDynalite(): MemoryLevel {
  const ours = createRequire(import.meta.url);
  return (createRequire(ours.resolve('dynalite'))('memory-level') as { MemoryLevel: MemoryLevel }).MemoryLevel;
}

/**
 * Gives the iterators of dynalite's database the method by which dynalite 4.0.0 ends them. They do not have it (in
 * abstract-level 3 it is `close`), so that each Query and Scan would leave one open, with the table as it was then.
 */
export function letIteratorsEnd(): void {
  let kind = new (databaseOfDynalite())().keys();
  // What all kinds of iterators have in common is at the end of the chain.
  for (let next = kind; next && 'close' in next; next = Object.getPrototypeOf(next) as Iterator) kind = next;
  kind.return ??= function end(this: Iterator) {
    return this.close();
  };
}
