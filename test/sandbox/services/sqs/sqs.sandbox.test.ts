import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FakeClock } from '../../../support/fake-clock.js';
import { eventually, type ServiceServer, startServices } from '../../../support/service-server.js';

const clock = new FakeClock();
let server: ServiceServer;
let client: SQSClient;

beforeAll(async () => {
  server = await startServices({ clock });
  client = new SQSClient(server.client('eu-west-1'));
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

async function create(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  return (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl as string;
}

async function receive(QueueUrl: string, more: object = {}) {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'], ...more }),
  );
  return Messages;
}

test('a message is hidden once received, comes back, and is gone when deleted', async () => {
  const QueueUrl = await create('q1', { VisibilityTimeout: '30' });
  await client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: 'a',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
    }),
  );
  const [first] = await receive(QueueUrl, { MessageAttributeNames: ['All'] });
  expect(first).toMatchObject({
    Body: 'a',
    Attributes: { ApproximateReceiveCount: '1' },
    MessageAttributes: { kind: { StringValue: 'x' } },
  });
  expect(await receive(QueueUrl)).toEqual([]);
  await clock.advance(30_000);
  const [second] = await receive(QueueUrl);
  expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
  await clock.advance(60_000);
  expect(await receive(QueueUrl)).toEqual([]);
});

test('a long poll ends when a message arrives, and when its time is over', async () => {
  const QueueUrl = await create('q2');
  const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
  await eventually(
    () => clock.sleeping,
    (count) => count > 0,
  );
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
  expect((await waiting).map((message) => message.Body)).toEqual(['now']);
  const empty = receive(QueueUrl, { WaitTimeSeconds: 5 });
  await eventually(
    () => clock.sleeping,
    (count) => count > 0,
  );
  await clock.advance(5000);
  expect(await empty).toEqual([]);
});

test('a message that is received too often goes to the dead letter queue', async () => {
  const dead = await create('q3-dead');
  const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:123456789012:q3-dead';
  const QueueUrl = await create('q3', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }) });
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
  expect(await receive(QueueUrl, { VisibilityTimeout: 0 })).toHaveLength(1);
  expect(await receive(QueueUrl, { VisibilityTimeout: 0 })).toHaveLength(1);
  expect(await receive(QueueUrl)).toEqual([]);
  expect((await receive(dead)).map((message) => message.Body)).toEqual(['poison']);
});

test('a FIFO queue drops duplicates and holds a group back while one of it is in flight', async () => {
  const QueueUrl = await create('q4.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  const send = (MessageBody: string, MessageGroupId?: string) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId }));
  await send('a', 'g');
  await send('a', 'g');
  await send('b', 'g');
  expect((await receive(QueueUrl, { MaxNumberOfMessages: 1 })).map((message) => message.Body)).toEqual(['a']);
  expect(await receive(QueueUrl)).toEqual([]);
  await expect(send('c')).rejects.toThrow(/MessageGroupId/);
});

test('queues are found, described, changed and listed per region', async () => {
  const QueueUrl = await create('q5', { DelaySeconds: '5' });
  expect((await client.send(new GetQueueUrlCommand({ QueueName: 'q5' }))).QueueUrl).toBe(QueueUrl);
  await client.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: '1', MessageBody: 'a' },
        { Id: '2', MessageBody: 'b', DelaySeconds: 0 },
      ],
    }),
  );
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '7' } }));
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({
    QueueArn: 'arn:aws:sqs:eu-west-1:123456789012:q5',
    VisibilityTimeout: '7',
    ApproximateNumberOfMessages: '1',
    ApproximateNumberOfMessagesDelayed: '1',
  });
  expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: 'q5' }))).QueueUrls).toEqual([QueueUrl]);
  await expect(create('q5', { DelaySeconds: '6' })).rejects.toMatchObject({ name: 'QueueNameExists' });
  const elsewhere = new SQSClient(server.client('us-east-1'));
  await expect(elsewhere.send(new GetQueueUrlCommand({ QueueName: 'q5' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
  elsewhere.destroy();
});
