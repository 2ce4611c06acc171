import { readState, type StateItem } from '../serving/state-items.js';
import { type DistributionState, isWanted } from '../serving/what-to-serve.js';

/** What operators want of one distribution, as its item in the state table says it. */
export interface Intent {
  /** `distro_open`. */
  open: boolean;
  /** `drained`: still serving, players steered away. */
  drained: boolean;
  /** `closed_until`, epoch seconds; undefined when a close has no end. */
  closedUntil?: number;
}

/** The members of an intent, as attributes of the item. */
export const INTENT_ATTRIBUTES = ['distro_open', 'drained', 'closed_until'] as const;

/** The intent of an item, by the rules by which the copilot reads it: an absent item is open. */
export function intentOf(item: StateItem | undefined, member: { region: string; domain: string }): Intent {
  const [state] = readState([member], item ? [item] : []).distributions as [DistributionState];
  return {
    open: state.open,
    drained: state.drained,
    ...(state.closedUntil === undefined ? {} : { closedUntil: state.closedUntil }),
  };
}

export function sameIntent(one: Intent, other: Intent): boolean {
  return one.open === other.open && one.drained === other.drained && one.closedUntil === other.closedUntil;
}

/** The intent with its drain set and whether it serves left as it is; the remains of a lapsed close are tidied away. */
export function drainedIntent(before: Intent, nowS: number): Intent {
  return isWanted(before, nowS) ? { open: true, drained: true } : { ...before, drained: true };
}
