import { messageOf } from '../errors.js';
import { sameIntent, tidied } from '../state/intent.js';
import { spreadChange } from '../state/spread-change.js';
import { changedOutside, type StateReading } from '../state/state-reading.js';
import type { FailoverContext } from './failover-context.js';

/**
 * Repairs what stands in the way of a change: an opening of another distribution that a wrong clock wrote, which would keep
 * every close from beginning, and a close that has lapsed for good, which would undo a later one made outside cvs. What
 * cannot be repaired is left with a warning.
 *
 * @returns the state afterwards
 * @throws the signal's reason when it aborts
 */
export async function tidyOthers(
  { table, target, report, signal }: FailoverContext,
  reading: StateReading,
): Promise<StateReading> {
  const now = table.now();
  const untidy = reading.state.distributions.filter(
    (one) =>
      one.domain !== target.distributionDomain &&
      !changedOutside(reading, one.domain) &&
      !sameIntent(tidied(one, now), one),
  );
  for (const { domain, region } of untidy) {
    try {
      const change = await table.change({ domain, action: 'tidy', recorded: false, change: tidied, signal });
      await spreadChange(table, change, { patienceMs: 0, signal });
    } catch (error) {
      signal?.throwIfAborted();
      report({ type: 'warning', message: `What is left of an earlier change of ${region} stays: ${messageOf(error)}` });
    }
  }
  return untidy.length > 0 ? table.read(signal) : reading;
}
