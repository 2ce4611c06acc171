import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import type { SNSEvent } from 'aws-lambda';
import { handleAlerts } from '../../../lambda/playlist-alert-handler/handle-alerts.js';

const RECEIVED = '2026-01-01T00:00:07.500Z';
const RECEIVED_S = 1_767_225_607;
const OWN = 'd1.cloudfront.net';
const OTHER = 'd2.cloudfront.net';

const MESSAGE = {
  observer: 'eu-west-1',
  name: 'spring-final-eu-west-1',
  heartbeat_seconds: 10,
  sequence: 1_767_225_607_123,
  observed_at: RECEIVED_S,
  streams: [
    { distribution_domain: OWN, state: 'fresh', aligned_with: ['eu-west-2'] },
    { distribution_domain: OTHER, state: 'stale', reason: '3 of 3 variants are stale' },
  ],
};

async function handle(message: object, failing?: string, isAway = false) {
  const updates: UpdateItemCommandInput[] = [];
  const aside: string[] = [];
  const event = { Records: [{ Sns: { MessageId: 'm', Message: JSON.stringify(message), Timestamp: RECEIVED } }] };
  const done = handleAlerts(event as unknown as SNSEvent, {
    tableName: 'spring-final',
    region: 'eu-west-1',
    distributionDomain: OWN,
    log: () => {},
    setAside: async (_, reason) => aside.push(reason),
    update: async (input) => {
      if (input.Key?.domain?.S?.includes(failing ?? 'nothing')) throw new Error('the replica is away');
      updates.push(input);
      const isFirst = input.ExpressionAttributeValues?.[':heard_since'] === undefined;
      if (isAway && isFirst) throw Object.assign(new Error(), { name: 'ConditionalCheckFailedException' });
    },
  });
  return {
    updates,
    aside,
    error: await done.then(
      () => undefined,
      (error: Error) => error.message,
    ),
  };
}

test('every stream that an observer reports on gets an item in its name', async () => {
  const { updates, aside } = await handle(MESSAGE);
  expect(aside).toEqual([]);
  expect(updates).toMatchObject([
    {
      Key: { domain: { S: `health#${OWN}#eu-west-1` } },
      ExpressionAttributeValues: {
        ':playlist_fresh': { BOOL: true },
        ':heartbeat_seconds': { N: '10' },
        ':aligned_with': { L: [{ S: 'eu-west-2' }] },
        ':observed_at': { N: `${RECEIVED_S}` },
        // An observer of which a heartbeat is missing is written otherwise.
        ':overdue': { N: `${RECEIVED_S - 13}` },
      },
    },
    {
      Key: { domain: { S: `health#${OTHER}#eu-west-1` } },
      ExpressionAttributeValues: { ':detail': { S: '3 of 3 variants are stale' } },
    },
  ]);
});

test('the first word of an observer that was away says so', async () => {
  const [own] = MESSAGE.streams;
  const { updates } = await handle({ ...MESSAGE, streams: [own] }, undefined, true);
  expect(updates).toHaveLength(2);
  expect(updates[1]?.UpdateExpression).toContain('#heard_since = :heard_since');
  expect(updates[1]?.UpdateExpression).toContain('#silent_from = #observed_at');
  expect(updates[1]?.ExpressionAttributeValues).toMatchObject({
    ':heard_since': { N: `${RECEIVED_S}` },
    // Its word counts for three heartbeats, also against that of a detector whose sequence began again.
    ':lapsed': { N: `${RECEIVED_S - 30}` },
  });
});

test('an observation from the time when its observer was cut off counts from when it came', async () => {
  const [own] = MESSAGE.streams;
  const late = { ...MESSAGE, observed_at: RECEIVED_S - 8, streams: [own] };
  const { updates } = await handle(late, undefined, true);
  // 5 s after a word of the time before would not be late by the observation's own time.
  expect(updates.map((one) => one.ExpressionAttributeValues?.[':overdue'])).toEqual([
    { N: `${RECEIVED_S - 13}` },
    { N: `${RECEIVED_S - 13}` },
  ]);
  expect(updates[1]?.ExpressionAttributeValues).toMatchObject({
    ':observed_at': { N: `${RECEIVED_S - 8}` },
    ':heard_since': { N: `${RECEIVED_S}` },
  });
});

test('what is not known of a stream writes nothing, and the other streams are written', async () => {
  const [own] = MESSAGE.streams;
  const { updates } = await handle({ ...MESSAGE, streams: [own, { distribution_domain: OTHER, state: 'unknown' }] });
  expect(updates.map(({ Key }) => Key?.domain?.S)).toEqual([`health#${OWN}#eu-west-1`]);
});

test('a stream that cannot be written fails the message, after the others are written', async () => {
  const { updates, error } = await handle(MESSAGE, OWN);
  expect(updates.map(({ Key }) => Key?.domain?.S)).toEqual([`health#${OTHER}#eu-west-1`]);
  expect(error).toMatch(/the replica is away/);
});

test.each([
  ['an hour ahead', 3600, RECEIVED_S],
  ['an hour behind', -3600, RECEIVED_S - 3],
])('the clock of a detector that is %s does not decide how long its word counts', async (_, byS, observedS) => {
  const { updates } = await handle({ ...MESSAGE, observed_at: RECEIVED_S + byS });
  const written = Number(updates[0]?.ExpressionAttributeValues?.[':observed_at']?.N);
  expect(Math.abs(written - observedS)).toBeLessThanOrEqual(10);
});

test.each<[string, object, RegExp]>([
  ['another observer', { observer: 'eu-west-2' }, /of the observer "eu-west-2". Only those of eu-west-1 are written/],
  ['an observer without a name', { observer: undefined }, /of the observer undefined/],
  ['no list', { streams: {} }, /streams is/],
  ['a stream without a state', { streams: [{ distribution_domain: OWN }] }, /state is undefined/],
  [
    'a domain that would be another key',
    { streams: [{ distribution_domain: `${OWN}#x`, state: 'fresh' }] },
    /distribution_domain/,
  ],
  ['a heartbeat of a day', { heartbeat_seconds: 86_400 }, /heartbeat_seconds is 86400/],
  ['no sequence', { sequence: 'one' }, /sequence is "one"/],
])('%s is set aside, and nothing is written', async (_, change, reason) => {
  const { updates, aside, error } = await handle({ ...MESSAGE, ...change });
  expect({ updates, error }).toEqual({ updates: [], error: undefined });
  expect(aside).toEqual([expect.stringMatching(reason)]);
});

test('a score of picture and sound is kept, and what is none is left out', async () => {
  const [own, other] = MESSAGE.streams;
  const streams = [
    { ...own, quality: 40, quality_settled: 100 },
    { ...other, quality: 101, quality_settled: 'good' },
  ];
  const { updates } = await handle({ ...MESSAGE, streams });
  expect(updates[0]?.ExpressionAttributeValues).toMatchObject({
    ':quality': { N: '40' },
    ':quality_settled': { N: '100' },
  });
  // An item does not keep the score of an origin that sends none any more.
  expect(updates[1]?.UpdateExpression).toMatch(/REMOVE #quality, #quality_settled/);
});
