import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { HEALTH_PREFIX } from '../serving/state-items.js';
import { HEALTH_LIFETIME_S } from '../serving/what-to-serve.js';
import type { Observation } from './reporting/detector-message.js';

/**
 * The write of an observation to its distribution's health item. It takes effect only when it is newer than the item's,
 * by sequence and by time: messages may come twice, and in any order. An item that has lapsed gives way to any later
 * observation, so that a detector whose sequence began anew is heard.
 *
 * `fresh_since` is the first fresh observation after the last stale one, `stale_at` that last stale one: from these the
 * copilot counts the hold-down, whichever detector sent the messages and however often it was started anew.
 */
export function healthUpdate(tableName: string, observation: Observation): UpdateItemCommandInput {
  const observed = '#region = :region, #detail = :detail, #fresh = :fresh, #state = :state, #sequence = :sequence';
  const fresh = observation.state === 'fresh';
  const observedAt = Math.floor(observation.observedAt);
  return {
    TableName: tableName,
    Key: { domain: { S: HEALTH_PREFIX + observation.domain } },
    UpdateExpression: fresh
      ? `SET ${observed}, #observed = :observed, #since = if_not_exists(#since, :observed)`
      : `SET ${observed}, #observed = :observed, #stale = :observed REMOVE #since`,
    ConditionExpression:
      'attribute_not_exists(#sequence) OR attribute_not_exists(#observed) OR #observed < :lapsed OR (#sequence < :sequence AND #observed <= :observed)',
    ExpressionAttributeNames: {
      '#fresh': 'playlist_fresh',
      '#state': 'state',
      '#sequence': 'sequence',
      '#observed': 'observed_at',
      '#region': 'region',
      '#detail': 'detail',
      '#since': 'fresh_since',
      ...(fresh ? {} : { '#stale': 'stale_at' }),
    },
    ExpressionAttributeValues: {
      ':fresh': { BOOL: fresh },
      ':state': { S: observation.state },
      ':sequence': { N: String(observation.sequence) },
      ':observed': { N: String(observedAt) },
      ':lapsed': { N: String(observedAt - HEALTH_LIFETIME_S) },
      ':region': { S: observation.region },
      ':detail': { S: observation.detail },
    },
  };
}
