import type { ClusterState, Intent } from '../serving/what-to-serve.js';
import type { Words } from '../serving/who-says.js';
import { openFromMs, sameIntent } from './intent.js';
import type { Moment } from './replica-clock.js';
import type { Unanswered } from './replicas.js';
import { type DistributionItem, intentOf } from './state-items.js';

/** The state as one replica has it. */
export interface StateReading {
  /** What decides what viewers get. */
  state: ClusterState;
  /** What each observer said of each distribution, by domain. */
  words: Words;
  /** The distribution items behind it, by domain; a distribution without one counts as open. */
  items: ReadonlyMap<string, DistributionItem>;
  /** Region of the replica that answered. */
  replica: string;
  /** What time it is there, in ms since the epoch. */
  nowMs: number;
  /** The replicas that were asked before and did not answer. */
  unanswered: readonly Unanswered[];
}

/** What cvs wrote last of a distribution, where its item now says something else: it was changed outside cvs. */
export function changedOutside({ items }: Pick<StateReading, 'items'>, domain: string): Intent | undefined {
  const item = items.get(domain);
  if (!item) return undefined;
  // Before its first change through cvs a distribution is as the deployment wrote it: open.
  const written = intentOf(item.written);
  return sameIntent(written, intentOf(item)) ? undefined : written;
}

/** The last change of a distribution through cvs. */
export interface LastChange {
  /** Such as `ann@laptop`. */
  who: string;
  /** ISO 8601. */
  at: string;
  why?: string;
}

/** Who made a distribution what it is; undefined where it was changed outside cvs. */
export function lastChange(reading: Pick<StateReading, 'items'>, domain: string): LastChange | undefined {
  const { updatedBy: who, updatedAt: at, reason: why } = reading.items.get(domain) ?? {};
  if (who === undefined || at === undefined || changedOutside(reading, domain)) return undefined;
  return { who, at, why };
}

/** The intent of a distribution as a change of it begins: since when an opening outside cvs stands is not known, so it counts as new. */
export function datedIntent(before: Intent, now: Moment, reading: Pick<StateReading, 'items'>, domain: string): Intent {
  return openedOutside(reading, domain) ? { ...before, openFromMs: openFromMs(now) } : before;
}

/**
 * Whether a distribution was opened outside cvs. Since when is not known: players, and copilots, may not know of it yet.
 */
export function openedOutside(reading: Pick<StateReading, 'items'>, domain: string): boolean {
  const written = changedOutside(reading, domain);
  return written !== undefined && !written.open && intentOf(reading.items.get(domain)).open;
}
