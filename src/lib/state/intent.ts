import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { OPENING_KNOWN_MS } from '../serving/settle-time.js';
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
  /** `closed_from`, epoch seconds; undefined when a close holds from its write on. */
  closedFrom?: number;
  /** `open_from`, epoch seconds: from when it counts as open for the close of another one. */
  openFrom?: number;
  /** `off_air`: closed even if no other distribution is open. */
  offAir?: boolean;
}

/** The members of an intent, as attributes of the item. */
export const INTENT_ATTRIBUTES = [
  'distro_open',
  'drained',
  'closed_until',
  'closed_from',
  'open_from',
  'off_air',
] as const;

/** The intent of an item, by the rules by which the copilot reads it: an absent item is open. */
export function intentOf(item: StateItem | undefined, member: { region: string; domain: string }): Intent {
  const [state] = readState([member], item ? [item] : []).distributions as [DistributionState];
  return {
    open: state.open,
    drained: state.drained,
    ...(state.closedUntil === undefined ? {} : { closedUntil: state.closedUntil }),
    ...(state.closedFrom === undefined ? {} : { closedFrom: state.closedFrom }),
    ...(state.openFrom === undefined ? {} : { openFrom: state.openFrom }),
    ...(state.offAir ? { offAir: true } : {}),
  };
}

/** The attributes of an item that say an intent; what is not among them is to be removed. */
export function intentAttributes(intent: Intent): Record<string, AttributeValue> {
  return {
    distro_open: { BOOL: intent.open },
    drained: { BOOL: intent.drained },
    ...(intent.closedUntil === undefined ? {} : { closed_until: { N: String(intent.closedUntil) } }),
    ...(intent.closedFrom === undefined ? {} : { closed_from: { N: String(intent.closedFrom) } }),
    ...(intent.openFrom === undefined ? {} : { open_from: { N: String(intent.openFrom) } }),
    ...(intent.offAir ? { off_air: { BOOL: true } } : {}),
  };
}

export function sameIntent(one: Intent, other: Intent): boolean {
  return (
    one.open === other.open &&
    one.drained === other.drained &&
    one.closedUntil === other.closedUntil &&
    one.closedFrom === other.closedFrom &&
    one.openFrom === other.openFrom &&
    Boolean(one.offAir) === Boolean(other.offAir)
  );
}

/** The intent with its drain set and whether it serves left as it is; the remains of a lapsed close are tidied away. */
export function drainedIntent(before: Intent, nowS: number): Intent {
  return isWanted(before, nowS) ? openIntent(before, nowS, true) : { ...before, drained: true };
}

/** The intent to serve; what was closed counts as open for others only when everyone knows of it. */
export function openIntent(before: Intent, nowS: number, drained: boolean): Intent {
  const { open, openFrom, closedUntil } = before;
  const lapsed = isWanted(before, nowS);
  const knownFrom = open ? openFrom : (lapsed ? (closedUntil ?? nowS) : nowS) + OPENING_KNOWN_MS / 1000;
  return { open: true, drained, ...(knownFrom !== undefined && knownFrom > nowS ? { openFrom: knownFrom } : {}) };
}
