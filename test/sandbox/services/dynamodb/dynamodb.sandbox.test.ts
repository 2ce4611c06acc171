import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ExportTableToPointInTimeCommand,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FakeClock } from '../../../support/fake-clock.js';
import { eventually, resourceContext, type ServiceServer, startServices } from '../../../support/service-server.js';

const clock = new FakeClock();
let server: ServiceServer;
let one: DynamoDBClient;
let two: DynamoDBClient;
let tables = 0;
let TableName = '';

function properties(name: string) {
  const replica = (Region: string) => ({
    Region,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'domain', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'domain', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    Replicas: [replica('eu-west-1'), replica('eu-west-2')],
  };
}

const handler = () => server.handler('AWS::DynamoDB::GlobalTable');
const context = resourceContext('eu-west-1');
const key = { domain: { S: 'd1' } };

async function read(client: DynamoDBClient, Key: typeof key = key) {
  return (await client.send(new GetItemCommand({ TableName, Key }))).Item;
}

async function write(client: DynamoDBClient, value: string, Key: typeof key = key) {
  await client.send(new PutItemCommand({ TableName, Item: { ...Key, value: { S: value } } }));
}

beforeAll(async () => {
  server = await startServices({ clock, replicationDelayMs: 700 });
  one = new DynamoDBClient(server.client('eu-west-1'));
  two = new DynamoDBClient(server.client('eu-west-2'));
});
beforeEach(async () => {
  tables += 1;
  TableName = `table-${tables}`;
  await handler().create(properties(TableName), context);
});
afterAll(async () => {
  one.destroy();
  two.destroy();
  await server.stop();
});

describe('a global table', () => {
  test('is described with its replicas and settings in each region', async () => {
    const { Table } = await two.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: `arn:aws:dynamodb:eu-west-2:123456789012:table/${TableName}`,
      GlobalTableVersion: '2019.11.21',
      Replicas: [{ RegionName: 'eu-west-1', ReplicaStatus: 'ACTIVE' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const { ContinuousBackupsDescription } = await two.send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('ENABLED');
    const { TimeToLiveDescription } = await one.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires_at' });
    const { Tags } = await one.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    // Not the stack's: the type has no tags of its own that CloudFormation could add them to.
    expect(Tags?.map((tag) => tag.Key)).toEqual(expect.arrayContaining(['aws:cloudformation:stack-name']));
    expect(Tags).not.toContainEqual({ Key: 'team', Value: 'video' });
  });

  test('carries a write to the other region after the delay, not before', async () => {
    await write(one, 'a');
    await clock.advance(699);
    expect(await read(two)).toBeUndefined();
    await clock.advance(1);
    expect(await eventually(() => read(two), Boolean)).toEqual({ ...key, value: { S: 'a' } });
    await one.send(new DeleteItemCommand({ TableName, Key: key }));
    await clock.advance(700);
    await eventually(
      () => read(two),
      (item) => item === undefined,
    );
  });

  test('keeps the last write of an item when both regions write', async () => {
    await write(one, 'earlier');
    await write(two, 'later');
    await write(one, 'other item', { domain: { S: 'd2' } });
    await clock.advance(700);
    await eventually(
      () => read(two, { domain: { S: 'd2' } }),
      (item) => item?.value?.S === 'other item',
    );
    expect(
      (
        await eventually(
          () => read(one),
          (item) => item?.value?.S === 'later',
        )
      )?.value,
    ).toEqual({ S: 'later' });
    expect((await read(two))?.value).toEqual({ S: 'later' });
  });

  test('holds writes back while a region is isolated', async () => {
    server.dynamodb.isolate('eu-west-2', true);
    await one.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [{ PutRequest: { Item: { ...key, value: { S: 'b' } } } }] },
      }),
    );
    await clock.advance(10_000);
    expect(await read(two)).toBeUndefined();
    server.dynamodb.isolate('eu-west-2', false);
    await eventually(
      () => read(two),
      (item) => item?.value?.S === 'b',
    );
  });

  test('must include the stack region, and have a stream for more than one replica', async () => {
    await expect(handler().create(properties('t9'), resourceContext('us-east-1'))).rejects.toThrow(/us-east-1/);
    const { StreamSpecification: _stream, ...without } = properties('t9');
    await expect(handler().create(without, context)).rejects.toThrow(/StreamSpecification/);
    await expect(handler().create(properties(TableName), context)).rejects.toThrow(/already exists/);
  });

  test('copies its items to a replica that is added later, and is deleted as a whole unless protected', async () => {
    await write(one, 'a');
    const given = properties(TableName);
    const wider = {
      ...given,
      Replicas: [...given.Replicas, { Region: 'eu-north-1', DeletionProtectionEnabled: true }],
    };
    await handler().update(TableName, wider, given, context);
    const north = new DynamoDBClient(server.client('eu-north-1'));
    expect((await read(north))?.value).toEqual({ S: 'a' });
    await expect(handler().delete(TableName, wider, context)).rejects.toThrow(/protected against deletion/);
    await handler()
      .update(TableName, given, wider, context)
      .catch(() => undefined);
    const open = { ...given, Replicas: [...given.Replicas, { Region: 'eu-north-1' }] };
    await handler().update(TableName, open, wider, context);
    await handler().delete(TableName, open, context);
    await expect(read(north)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    north.destroy();
  });
});

describe('writes', () => {
  test('a condition that fails can return the item that made it fail', async () => {
    await write(one, 'a');
    const refused = one.send(
      new UpdateItemCommand({
        TableName,
        Key: key,
        UpdateExpression: 'SET #v = :v',
        ConditionExpression: '#v < :v',
        ExpressionAttributeNames: { '#v': 'value' },
        ExpressionAttributeValues: { ':v': { S: '0' } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    await expect(refused).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { ...key, value: { S: 'a' } },
    });
  });

  test('a transaction does all or nothing, and says why not', async () => {
    await write(one, 'a');
    const other = { domain: { S: 'd2' } };
    const transaction = (expected: string) =>
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Put: {
              TableName,
              Item: { ...other, value: { S: 'new' } },
              ConditionExpression: 'attribute_not_exists(#d)',
              ExpressionAttributeNames: { '#d': 'domain' },
            },
          },
          {
            ConditionCheck: {
              TableName,
              Key: key,
              ConditionExpression: '#v = :v',
              ExpressionAttributeNames: { '#v': 'value' },
              ExpressionAttributeValues: { ':v': { S: expected } },
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ],
      });
    await expect(one.send(transaction('wrong'))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...key, value: { S: 'a' } },
        },
      ],
    });
    expect(await read(one, other)).toBeUndefined();
    await one.send(transaction('a'));
    expect(await read(one, other)).toEqual({ ...other, value: { S: 'new' } });
    expect((await read(one))?.value).toEqual({ S: 'a' });
    await clock.advance(700);
    await eventually(() => read(two, other), Boolean);
  });

  test('a transaction with a token is done once', async () => {
    const add = (by: string) =>
      new TransactWriteItemsCommand({
        ClientRequestToken: `token-${TableName}`,
        TransactItems: [
          {
            Update: {
              TableName,
              Key: key,
              UpdateExpression: 'ADD n :n',
              ExpressionAttributeValues: { ':n': { N: by } },
            },
          },
        ],
      });
    await one.send(add('1'));
    await one.send(add('1'));
    expect((await read(one))?.n).toEqual({ N: '1' });
    await expect(one.send(add('2'))).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  test('a table that does not exist, and an operation that the sandbox does not support, are refused', async () => {
    const missing = { TableName: 'absent', Key: key };
    await expect(one.send(new GetItemCommand(missing))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
    await expect(one.send(new DeleteItemCommand(missing))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(
      one.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: missing }] })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(
      one.send(
        new ExportTableToPointInTimeCommand({
          TableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/t1',
          S3Bucket: 'abc',
        }),
      ),
    ).rejects.toThrow(/ExportTableToPointInTime/);
  });
});

describe('a table of one region', () => {
  const table = () => server.handler('AWS::DynamoDB::Table');
  const own = (name: string) => ({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    Tags: [{ Key: 'own', Value: 'yes' }],
  });

  test('has the stack’s tags beside its own, takes items, and goes with its stack', async () => {
    const name = `${TableName}-single`;
    const tagged = { ...context, stackTags: { 'cvs:cluster': 'spring-final' } };
    const { physicalId, attributes } = await table().create(own(name), tagged);
    expect(physicalId).toBe(name);
    const { Tags } = await one.send(new ListTagsOfResourceCommand({ ResourceArn: String(attributes.Arn) }));
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: 'own', Value: 'yes' },
        { Key: 'cvs:cluster', Value: 'spring-final' },
      ]),
    );
    await one.send(new PutItemCommand({ TableName: name, Item: { id: { S: 'state' } } }));
    await table().delete(physicalId, own(name), context);
    await expect(one.send(new DescribeTableCommand({ TableName: name }))).rejects.toThrow(/not found/);
  });

  test('that is protected is not deleted', async () => {
    const name = `${TableName}-protected`;
    const properties = { ...own(name), DeletionProtectionEnabled: true };
    await table().create(properties, context);
    await expect(table().delete(name, properties, context)).rejects.toThrow(/protected against deletion/);
  });
});
