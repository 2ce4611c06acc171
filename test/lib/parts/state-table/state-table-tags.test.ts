import { expect, test } from '@jest/globals';
import type { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import { lacksTags, readReplicaTags, tagReplicas } from '../../../../src/lib/parts/state-table/state-table-tags.js';

const { signal } = new AbortController();

/** A DynamoDB whose calls are answered by the command's name. */
function dynamoDb(answers: Record<string, () => object>, calls: object[] = []): AwsClients {
  const send = async (command: { constructor: { name: string }; input: object }) => {
    calls.push(command.input);
    const answer = answers[command.constructor.name];
    if (!answer) throw new Error(`${command.constructor.name} was not expected.`);
    return answer();
  };
  return { dynamoDb: async () => ({ send }) } as unknown as AwsClients;
}

test('a replica that was deleted outside cvs is named, and nothing else is asked of it', async () => {
  const clients = dynamoDb({
    DescribeTableCommand: () => {
      throw Object.assign(new Error('not found'), { name: 'ResourceNotFoundException' });
    },
  });
  await expect(readReplicaTags(clients, 'eu-west-2', 'spring-final', signal)).rejects.toMatchObject({
    code: 'REPLICA_MISSING',
    message: 'The state table spring-final has no replica in eu-west-2. It was deleted outside cvs.',
  });
});

test('tags are read from every page, and written only where one is missing', async () => {
  const pages = [{ Tags: [{ Key: 'a', Value: '1' }], NextToken: 'more' }, { Tags: [{ Key: 'b', Value: '2' }] }];
  const clients = dynamoDb({
    DescribeTableCommand: () => ({ Table: { TableArn: 'arn:1' } }),
    ListTagsOfResourceCommand: () => pages.shift() ?? {},
  });
  const replica = await readReplicaTags(clients, 'eu-west-1', 'spring-final', signal);
  expect([...replica.tags]).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]);
  expect(lacksTags(replica, { a: '1' })).toBe(false);
  expect(lacksTags(replica, { a: 'other' })).toBe(true);

  const calls: object[] = [];
  const writing = dynamoDb({ TagResourceCommand: () => ({}) }, calls);
  expect(await tagReplicas(writing, [replica], { a: '1' }, signal)).toEqual([]);
  expect(await tagReplicas(writing, [replica], { c: '3' }, signal)).toEqual(['eu-west-1']);
  expect(calls).toEqual([{ ResourceArn: 'arn:1', Tags: [{ Key: 'c', Value: '3' }] }]);
});
