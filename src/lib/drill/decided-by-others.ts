import { isDrained, isWanted } from '../serving/what-to-serve.js';
import { lastChange, type StateReading } from '../state/state-reading.js';

/** The reason of every change that a drill makes, by which it knows its own. */
export const DRILL_REASON = 'drill';

/** A region that somebody closed or drained while a drill runs. */
export interface Decided {
  region: string;
  /** Such as `ben@laptop`. */
  who: string;
}

/**
 * A region that is closed or drained, and not by the drill. What an operator decides while a drill runs ends the drill, which
 * leaves that region as it is.
 */
export function decidedByOthers({ state, items, nowMs }: StateReading): Decided | undefined {
  for (const distribution of state.distributions) {
    if (isWanted(distribution, nowMs) && !isDrained(distribution, nowMs)) continue;
    const change = lastChange({ items }, distribution.domain);
    if (change?.why === DRILL_REASON) continue;
    return { region: distribution.region, who: change?.who ?? 'somebody outside cvs' };
  }
  return undefined;
}
