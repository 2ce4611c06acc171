import { expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/lib/clock.js';
import { localEnvironment } from '../../../../src/sandbox/environment.js';
import { DynamoDb } from '../../../../src/sandbox/services/dynamodb/model/dynamodb.js';
import { tableOperations } from '../../../../src/sandbox/services/dynamodb/wire/operations.js';

const env = localEnvironment({ clock: systemClock, speed: 1, log: () => {}, endpoint: () => 'http://127.0.0.1:1' });

async function service() {
  const dynamoDb = new DynamoDb(env);
  const operations = tableOperations(dynamoDb);
  const call = (region: string, name: string, input: object) =>
    (operations[name] as NonNullable<unknown> as (region: string, input: object) => Promise<Record<string, unknown>>)(
      region,
      input,
    );
  await call('eu-west-1', 'CreateTable', {
    TableName: 'state',
    AttributeDefinitions: [{ AttributeName: 'domain', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'domain', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  return { dynamoDb, call };
}

const added = { TableName: 'state', ReplicaUpdates: [{ Create: { RegionName: 'eu-west-2' } }] };

// "UpdateTable", Amazon DynamoDB API Reference
test('a replica is added with all items, and removed', async () => {
  const { dynamoDb, call } = await service();
  const Item = { domain: { S: 'd1' }, distro_open: { BOOL: false } };
  await dynamoDb.call('eu-west-1', 'PutItem', { TableName: 'state', Item });
  await call('eu-west-1', 'UpdateTable', added);
  expect(await dynamoDb.region('eu-west-2').scan('state')).toEqual([Item]);
  expect(await call('eu-west-2', 'DescribeTable', { TableName: 'state' })).toMatchObject({
    Table: { Replicas: [{ RegionName: 'eu-west-1', ReplicaStatus: 'ACTIVE' }] },
  });
  await expect(call('eu-west-1', 'UpdateTable', added)).rejects.toThrow(/already existed as tables/);
  const removed = { TableName: 'state', ReplicaUpdates: [{ Delete: { RegionName: 'eu-west-2' } }] };
  await call('eu-west-1', 'UpdateTable', removed);
  expect(dynamoDb.hasTable('eu-west-2', 'state')).toBe(false);
  await expect(call('eu-west-1', 'UpdateTable', removed)).rejects.toThrow(/does not exist/);
});

test.each(['ListTagsOfResource', 'TagResource', 'UntagResource'])('%s without an ARN is refused', async (name) => {
  const { call } = await service();
  await expect(call('eu-west-1', name, { Tags: [], TagKeys: ['a'] })).rejects.toMatchObject({
    code: 'ValidationException',
  });
});

// "Deleting a global table replica", Amazon DynamoDB Developer Guide; the words are in go-to-k/cdkd issue 1442.
test('the replica that others were made from is kept for a day while one of them stands', async () => {
  const { call } = await service();
  await call('eu-west-1', 'UpdateTable', added);
  const drop = (region: string) => call(region, 'DeleteTable', { TableName: 'state' });
  await expect(drop('eu-west-1')).rejects.toThrow(/acted as a source region .* in the last 24 hours/);
  await drop('eu-west-2');
  await drop('eu-west-1');
});
