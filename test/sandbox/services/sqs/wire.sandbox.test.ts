import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AwsClient } from 'aws4fetch';
import { FakeClock } from '../../../support/fake-clock.js';
import { type ServiceServer, startServices } from '../../../support/service-server.js';

const clock = new FakeClock();
const ARN = 'arn:aws:sqs:eu-west-1:123456789012:wire';
let server: ServiceServer;
let client: SQSClient;
let QueueUrl = '';

beforeAll(async () => {
  server = await startServices({ clock });
  client = new SQSClient(server.client('eu-west-1'));
  QueueUrl = await create('wire');
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

async function create(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  return (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl as string;
}
const send = (more: object = {}) => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', ...more }));
const receive = (more: object = {}) => client.send(new ReceiveMessageCommand({ QueueUrl, ...more }));
const set = (Attributes: Record<string, string>) =>
  client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
const batch = (...Entries: { Id: string; MessageBody: string }[]) =>
  client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'x' }]));
const policy = (more: object) => ({
  Policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: ARN,
        ...more,
      },
    ],
  }),
});

// Limits: "SendMessage", "ReceiveMessage", "SetQueueAttributes" and others, Amazon SQS API Reference.
test.each<[string, string, () => Promise<unknown>]>([
  ['eleven messages', 'InvalidParameterValue', () => receive({ MaxNumberOfMessages: 11 })],
  ['no message', 'InvalidParameterValue', () => receive({ MaxNumberOfMessages: 0 })],
  ['a wait of 21 s', 'InvalidParameterValue', () => receive({ WaitTimeSeconds: 21 })],
  ['hiding for longer than twelve hours', 'InvalidParameterValue', () => receive({ VisibilityTimeout: 43_201 })],
  ['a delay of 901 s', 'InvalidParameterValue', () => send({ DelaySeconds: 901 })],
  ['control characters', 'InvalidMessageContents', () => send({ MessageBody: 'a\u0000b' })],
  ['eleven attributes', 'InvalidParameterValue', () => send({ MessageAttributes: attributes(11) })],
  [
    'an attribute without a value',
    'InvalidParameterValue',
    () => send({ MessageAttributes: { a: { DataType: 'String', StringValue: '' } } }),
  ],
  ['a batch of none', 'EmptyBatchRequest', () => batch()],
  ['a batch id with a space', 'InvalidBatchEntryId', () => batch({ Id: 'a b', MessageBody: 'x' })],
  [
    'a batch of more than 1 MiB',
    'BatchRequestTooLong',
    () => batch({ Id: 'a', MessageBody: 'x'.repeat(600_000) }, { Id: 'b', MessageBody: 'x'.repeat(600_000) }),
  ],
  [
    'a receipt handle that is none',
    'ReceiptHandleIsInvalid',
    () => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'none' })),
  ],
  ['a FIFO queue without .fifo', 'InvalidParameterValue', () => create('q', { FifoQueue: 'true' })],
  ['.fifo of a standard queue', 'InvalidParameterValue', () => create('q.fifo')],
  ['FifoQueue false', 'InvalidAttributeName', () => create('q', { FifoQueue: 'false' })],
  ['an attribute that no queue has', 'InvalidAttributeName', () => set({ Colour: 'red' })],
  [
    'reading such an attribute',
    'InvalidAttributeName',
    () => client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Colour' as 'All'] })),
  ],
  ['a retention of 59 s', 'InvalidAttributeValue', () => set({ MessageRetentionPeriod: '59' })],
  ['a redrive policy without a queue', 'InvalidParameterValue', () => set({ RedrivePolicy: '{"maxReceiveCount":1}' })],
  [
    'a dead letter queue that does not exist',
    'InvalidParameterValue',
    () => set({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}-none`, maxReceiveCount: 1 }) }),
  ],
  ['a policy that is no JSON', 'InvalidAttributeValue', () => set({ Policy: '{' })],
  ['a policy on a bucket', 'InvalidAttributeValue', () => set(policy({ Resource: 'arn:aws:s3:::b' }))],
  ['a policy of SNS', 'InvalidAttributeValue', () => set(policy({ Action: 'sns:Publish' }))],
  // aws/aws-cdk#15602
  ['a policy with an action of no queue', 'InvalidAttributeValue', () => set(policy({ Action: 'sqs:ListQueues' }))],
  [
    'a policy for a role that does not exist',
    'InvalidAttributeValue',
    () => set(policy({ Principal: { AWS: 'arn:aws:iam::123456789012:role/none' } })),
  ],
  [
    'a queue of another account',
    'QueueDoesNotExist',
    () => client.send(new GetQueueUrlCommand({ QueueName: 'wire', QueueOwnerAWSAccountId: '999999999999' })),
  ],
])('%s is refused with %s', async (_name, name, call) => {
  await expect(call()).rejects.toMatchObject({ name });
});

test('what the sandbox does not have is refused by name', async () => {
  const tag = client.send(new TagQueueCommand({ QueueUrl, Tags: { a: 'b' } }));
  await expect(tag).rejects.toThrow('The sandbox does not support sqs:TagQueue.');
  await expect(receive({ ReceiveRequestAttemptId: 'x' })).rejects.toThrow(
    'The sandbox does not support ReceiveRequestAttemptId of sqs:ReceiveMessage.',
  );
  await expect(set({ DeduplicationScope: 'queue' })).rejects.toThrow(
    'The sandbox does not support the queue attribute DeduplicationScope.',
  );
});

test('an answer has the digests that SDKs compare, who sent, and numbers in FIFO queues', async () => {
  // The SDK itself compares MD5OfMessageBody and rejects where it differs.
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'x' } };
  const sent = await send({ MessageAttributes });
  // By hand: md5 of 00000004 kind 00000006 String 01 00000001 x.
  expect(sent.MD5OfMessageAttributes).toBe('57dd03eb020678b56fd5c31e88f4cff1');
  const { Messages } = await receive({ MessageAttributeNames: ['ki.*'], MessageSystemAttributeNames: ['All'] });
  expect(Messages?.[0]).toMatchObject({
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    Attributes: { SenderId: 'AIDASANDBOX0000000000' },
  });
  const fifo = await create('wire.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  const one = (MessageBody: string) => send({ QueueUrl: fifo, MessageBody, MessageGroupId: 'g' });
  const numbers = [(await one('a')).SequenceNumber, (await one('b')).SequenceNumber];
  expect(numbers[0]).toHaveLength(20);
  expect(BigInt(numbers[1] as string)).toBe(BigInt(numbers[0] as string) + 1n);
});

test('a refused entry of a batch does not stop the others ("SendMessageBatch")', async () => {
  const { Successful, Failed } = await batch({ Id: 'good', MessageBody: 'x' }, { Id: 'bad', MessageBody: '\u0001' });
  expect(Successful).toMatchObject([{ Id: 'good' }]);
  expect(Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'InvalidMessageContents' }]);
});

test('a message that is visible cannot be hidden for longer, and a queue is purged once a minute', async () => {
  const own = await create('own');
  await send({ QueueUrl: own });
  const { Messages } = await receive({ QueueUrl: own, VisibilityTimeout: 1 });
  const hide = () =>
    client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: own,
        ReceiptHandle: Messages?.[0]?.ReceiptHandle,
        VisibilityTimeout: 5,
      }),
    );
  await hide();
  await clock.advance(5000);
  await expect(hide()).rejects.toThrow(/not available for visibility timeout change/);
  const purge = () => client.send(new PurgeQueueCommand({ QueueUrl: own }));
  await purge();
  await expect(purge()).rejects.toMatchObject({ name: 'PurgeQueueInProgress' });
  await clock.advance(60_000);
  await purge();
});

test('the name of a deleted queue is taken for a while ("CreateQueue")', async () => {
  await client.send(new DeleteQueueCommand({ QueueUrl: await create('gone') }));
  await expect(create('gone')).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
  await clock.advance(60_000);
  await create('gone');
});

test('queues are listed in pages for a caller who names a size', async () => {
  for (const name of ['page-1', 'page-2', 'page-3']) await create(name);
  const list = (more: object) =>
    client.send(new ListQueuesCommand({ QueueNamePrefix: 'page-', MaxResults: 2, ...more }));
  const first = await list({});
  const second = await list({ NextToken: first.NextToken });
  expect([first.QueueUrls?.length, second.QueueUrls?.length, second.NextToken]).toEqual([2, 1, undefined]);
});

// "Interpreting Amazon SQS JSON API responses", Amazon SQS Developer Guide; SDKs before November 2023 speak XML.
test('errors name the code of the query protocol too, whose calls are refused in XML', async () => {
  const { accessKeyId, secretAccessKey } = server.env.keys.owner;
  const signer = new AwsClient({ accessKeyId, secretAccessKey, service: 'sqs', region: 'eu-west-1', retries: 0 });
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.GetQueueUrl' };
  const answer = await signer.fetch(server.endpoint, { method: 'POST', headers, body: '{"QueueName":"none"}' });
  expect(answer.headers.get('x-amzn-query-error')).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
  expect(await answer.json()).toMatchObject({ __type: 'com.amazonaws.sqs#QueueDoesNotExist' });
  const query = await signer.fetch(server.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=SendMessage&Version=2012-11-05',
  });
  expect(query.status).toBe(501);
  expect(await query.text()).toContain('<Message>The sandbox does not support sqs:SendMessage.');
});
