import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { heardForMs, overdueAfterMs } from '../../serving/who-says.js';
import { updateExpressions } from '../../state/expressions.js';
import { attributesOf, HEALTH_ITEM, healthKey, keyOf } from '../../state/state-items.js';
import type { Observation } from './detector-message.js';

/**
 * The writes of an observation to the health item of its distribution and observer, in the order in which they are tried: the
 * first one is for an observer that was heard a moment ago, the second one for one that was away. An observation takes effect
 * only when it is newer than the item's, by sequence and by time: messages may come twice, and in any order. The word of an
 * observer that was silent gives way to any later one, so that a detector whose sequence began again is heard.
 *
 * `heard_since` is when an observer was heard again after a heartbeat had been missing, `silent_from` when it had been heard
 * last before that. Its own stream may have been lost meanwhile, of which it knows nothing. What counts is when its word
 * came, as for those who waited for it: an observation of the time when it was cut off may come when it no longer is.
 *
 * `fresh_since` is the first fresh observation after the last stale one, `stale_at` that last stale one: from these the
 * copilot counts the hold-down, whichever detector sent the messages and however often it was restarted. `stale_since` is
 * the first stale observation after the last fresh one: of streams that are all stale the one that was fresh last is used.
 *
 * @param heardAtMs when the topic took it, in ms since the epoch
 */
export function healthUpdates(
  tableName: string,
  observation: Observation,
  heardAtMs = observation.observedAtMs,
): readonly UpdateItemCommandInput[] {
  const { domain, observer, state, sequence, observedAtMs, region, detail, heartbeatMs, alignedWith } = observation;
  const { quality, settledQuality } = observation;
  const fresh = state === 'fresh';
  const observed = { fresh, state, sequence, observedAtMs, region, detail, quality, settledQuality };
  // What regions were aligned with when they last played stays while it is not known.
  const more = { ...(heartbeatMs && { heartbeatMs }), ...(alignedWith && { alignedWith }) };
  const changed = fresh ? { staleSinceMs: undefined } : { staleAtMs: observedAtMs, freshSinceMs: undefined };
  const since = fresh ? { freshSinceMs: observedAtMs } : { staleSinceMs: observedAtMs };
  const set = { ...observed, ...more, ...changed };
  const values = {
    lapsed: Math.floor((observedAtMs - heardForMs(heartbeatMs)) / 1000),
    overdue: Math.floor((heardAtMs - overdueAfterMs(heartbeatMs)) / 1000),
  };
  const update = (returns: boolean) => ({
    TableName: tableName,
    Key: keyOf(healthKey(domain, observer)),
    ...updateExpressions({
      set: attributesOf(HEALTH_ITEM, { ...set, ...(returns && { heardSinceMs: heardAtMs }) }),
      setIfAbsent: attributesOf(HEALTH_ITEM, since),
      ...(returns && { copy: { silent_from: 'observed_at' } }),
      ...(returns
        ? { condition: '#observed_at < :lapsed OR (#observed_at <= :overdue AND #sequence < :sequence)', values }
        : { condition: ONGOING, values: { overdue: values.overdue } }),
    }),
  });
  return [update(false), update(true)];
}

/** The first report of an observer, and one that comes when it is due. */
const ONGOING =
  'attribute_not_exists(#sequence) OR attribute_not_exists(#observed_at) OR ' +
  '(#observed_at > :overdue AND #sequence < :sequence AND #observed_at <= :observed_at)';
