import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { databaseOfDynalite } from '../../../../src/sandbox/services/dynamodb/model/dynalite-iterators.js';
import { DynaliteStore } from '../../../../src/sandbox/services/dynamodb/model/dynalite-store.js';

let store: DynaliteStore;
let open: Set<unknown>;

beforeEach(async () => {
  open = new Set();
  const { prototype } = databaseOfDynalite();
  const { attachResource, detachResource } = prototype;
  jest.spyOn(prototype, 'attachResource').mockImplementation(function attach(this: unknown, resource) {
    open.add(resource);
    attachResource.call(this, resource);
  });
  jest.spyOn(prototype, 'detachResource').mockImplementation(function detach(this: unknown, resource) {
    open.delete(resource);
    detachResource.call(this, resource);
  });
  store = new DynaliteStore();
  await store.createTable({
    TableName: 'state',
    AttributeDefinitions: [{ AttributeName: 'domain', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'domain', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  for (const domain of ['a', 'b', 'c']) {
    await store.call('PutItem', { TableName: 'state', Item: { domain: { S: domain } } });
  }
});

afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  ['Scan', { TableName: 'state' }],
  ['Scan', { TableName: 'state', Limit: 1 }],
  [
    'Query',
    {
      TableName: 'state',
      KeyConditionExpression: '#d = :a',
      ExpressionAttributeNames: { '#d': 'domain' },
      ExpressionAttributeValues: { ':a': { S: 'a' } },
    },
  ],
  ['ListTables', {}],
])('%s leaves no iterator open, however often it is called', async (action, input) => {
  const before = open.size;
  for (let call = 0; call < 20; call += 1) await store.call(action, input);
  // The last one is closed a moment after its answer.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(open.size).toBeLessThanOrEqual(before);
});
