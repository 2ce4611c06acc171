import { intentOf, sameIntent } from './intent.js';
import type { StateReading } from './state-table.js';
import { writtenIntent } from './written-intent.js';

/** The last change of a distribution through cvs. */
export interface LastChange {
  /** Such as `ann@laptop`. */
  who: string;
  /** ISO 8601. */
  at: string;
  why?: string;
}

/** Who left a distribution as it is; undefined where that was not cvs. */
export function lastChange({ items }: Pick<StateReading, 'items'>, domain: string): LastChange | undefined {
  const item = items.find((one) => one.domain?.S === domain);
  const written = writtenIntent(item, domain);
  if (written === undefined || !sameIntent(written, intentOf(item, { region: '', domain }))) return undefined;
  const who = item?.updated_by?.S;
  const at = item?.updated_at?.S;
  const why = item?.reason?.S;
  return who === undefined || at === undefined ? undefined : { who, at, ...(why === undefined ? {} : { why }) };
}
