import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { HEALTH_PREFIX } from '../serving/state-items.js';
import type { Observation } from './detector-message.js';

/**
 * The write of an observation to its distribution's health item. It takes effect only when its sequence is newer than
 * the item's: messages may come twice, and in any order.
 */
export function healthUpdate(tableName: string, observation: Observation): UpdateItemCommandInput {
  return {
    TableName: tableName,
    Key: { domain: { S: HEALTH_PREFIX + observation.domain } },
    UpdateExpression:
      'SET #fresh = :fresh, #state = :state, #sequence = :sequence, #observed = :observed, #region = :region, #detail = :detail',
    ConditionExpression: 'attribute_not_exists(#sequence) OR #sequence < :sequence',
    ExpressionAttributeNames: {
      '#fresh': 'playlist_fresh',
      '#state': 'state',
      '#sequence': 'sequence',
      '#observed': 'observed_at',
      '#region': 'region',
      '#detail': 'detail',
    },
    ExpressionAttributeValues: {
      ':fresh': { BOOL: observation.state === 'fresh' },
      ':state': { S: observation.state },
      ':sequence': { N: String(observation.sequence) },
      ':observed': { N: String(Math.floor(observation.observedAt)) },
      ':region': { S: observation.region },
      ':detail': { S: observation.detail },
    },
  };
}
