import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { heardForMs } from '../../serving/who-says.js';
import { updateExpressions } from '../../state/expressions.js';
import { attributesOf, HEALTH_ITEM, healthKey, keyOf } from '../../state/state-items.js';
import type { Observation } from './detector-message.js';

/**
 * The write of an observation to the health item of its distribution and observer. It takes effect only when it is newer than the item's,
 * by sequence and by time: messages may come twice, and in any order. The word of an observer that was silent gives way to any
 * later one, so that a detector whose sequence began again is heard.
 *
 * `fresh_since` is the first fresh observation after the last stale one, `stale_at` that last stale one: from these the
 * copilot counts the hold-down, whichever detector sent the messages and however often it was restarted. `stale_since` is
 * the first stale observation after the last fresh one: of streams that are all stale the one that was fresh last is used.
 */
export function healthUpdate(tableName: string, observation: Observation): UpdateItemCommandInput {
  const { domain, observer, state, sequence, observedAtMs, region, detail, heartbeatMs, alignedWith } = observation;
  const { quality, settledQuality } = observation;
  const fresh = state === 'fresh';
  const observed = { fresh, state, sequence, observedAtMs, region, detail, quality, settledQuality };
  // What regions were aligned with when they last played stays while it is not known.
  const more = { ...(heartbeatMs && { heartbeatMs }), ...(alignedWith && { alignedWith }) };
  const changed = fresh ? { staleSinceMs: undefined } : { staleAtMs: observedAtMs, freshSinceMs: undefined };
  const since = fresh ? { freshSinceMs: observedAtMs } : { staleSinceMs: observedAtMs };
  return {
    TableName: tableName,
    Key: keyOf(healthKey(domain, observer)),
    ...updateExpressions({
      set: attributesOf(HEALTH_ITEM, { ...observed, ...more, ...changed }),
      setIfAbsent: attributesOf(HEALTH_ITEM, since),
      condition:
        'attribute_not_exists(#sequence) OR attribute_not_exists(#observed_at) OR #observed_at < :lapsed OR ' +
        '(#sequence < :sequence AND #observed_at <= :observed_at)',
      values: { lapsed: Math.floor((observedAtMs - heardForMs(heartbeatMs)) / 1000) },
    }),
  };
}
