import type { Intent } from '../serving/what-to-serve.js';
import { standingIntent } from './cluster-state.js';
import { sameIntent } from './intent.js';
import { type ChangeRequest, type ChangeResult, lastOpen, openBesides, StateTable } from './state-table.js';

/** Thrown by {@link DryStateTable} where the first write would be: all that is checked before was checked. */
export class WouldChange extends Error {
  override readonly name = 'WouldChange';
  readonly before: Intent;
  readonly after: Intent;

  constructor(before: Intent, after: Intent) {
    super('A change would be written here.');
    this.before = before;
    this.after = after;
  }

  /** Whether the table says so already. */
  get isThere(): boolean {
    return sameIntent(this.before, this.after);
  }
}

/** A state table that is read, and never written: a change of where viewers go runs on it as far as its first write. */
export class DryStateTable extends StateTable {
  /** @throws WouldChange; CvsError LAST_OPEN_DISTRIBUTION, and as `Replicas.first` */
  override async change({ domain, change, keepAnotherOpen, recorded, signal }: ChangeRequest): Promise<ChangeResult> {
    const reading = await this.read(signal);
    const now = this.now();
    const before = standingIntent(reading.items.get(domain));
    const after = change(before, now, reading);
    if (keepAnotherOpen && openBesides(reading.state, domain, now.earliestMs) === undefined) {
      throw lastOpen(reading.state, domain);
    }
    // What is repaired in passing is no part of the change.
    if (recorded !== false) throw new WouldChange(before, after);
    const { replica } = reading;
    return {
      domain,
      replica,
      before,
      after: before,
      changed: false,
      atMs: now.nowMs,
      landedMs: this.clock.monotonic(),
    };
  }

  override write(): never {
    throw new Error('A dry run wrote to the state table');
  }
}
