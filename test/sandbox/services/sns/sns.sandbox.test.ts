import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resourceContext, type ServiceServer, startServices } from '../../../support/service-server.js';

const REGION = 'eu-west-1';
const context = resourceContext(REGION);
let server: ServiceServer;
let client: SNSClient;

beforeAll(async () => {
  server = await startServices();
  client = new SNSClient(server.client(REGION));
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

async function createTopic(TopicName: string): Promise<string> {
  return (await server.handler('AWS::SNS::Topic').create({ TopicName }, context)).physicalId;
}

async function createQueue(QueueName: string, topicArn?: string): Promise<string> {
  const { physicalId, attributes } = await server.handler('AWS::SQS::Queue').create({ QueueName }, context);
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: attributes.Arn,
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  };
  const policy = { Queues: [physicalId], PolicyDocument: { Statement: [statement] } };
  if (topicArn) await server.handler('AWS::SQS::QueuePolicy').create(policy, context);
  return String(attributes.Arn);
}

async function bodies(queueArn: string): Promise<string[]> {
  const queue = server.sqs.byArn(queueArn);
  const messages = await queue?.receive(10, 0, 0, () => undefined, new AbortController().signal);
  return (messages ?? []).map((message) => message.body);
}

test('topics have attributes and subscriptions over the API', async () => {
  const { TopicArn } = await client.send(
    new CreateTopicCommand({ Name: 'api', Attributes: { DisplayName: 'x' }, Tags: [{ Key: 'a', Value: 'b' }] }),
  );
  expect(TopicArn).toBe('arn:aws:sns:eu-west-1:123456789012:api');
  await client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'y' }));
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ DisplayName: 'y', TopicArn, Owner: '123456789012' });
  const Endpoint = await createQueue('api-queue');
  const { SubscriptionArn } = await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  const listed = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(listed.Subscriptions).toEqual([
    { SubscriptionArn, Endpoint, Protocol: 'sqs', Owner: '123456789012', TopicArn },
  ]);
  await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  expect((await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toEqual([]);
  expect((await client.send(new ListTopicsCommand({}))).Topics).toContainEqual({ TopicArn });
  await expect(client.send(new PublishCommand({ TopicArn: `${TopicArn}-none`, Message: 'x' }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});

test('a message reaches a function in the event shape of SNS, if its policy allows SNS', async () => {
  const TopicArn = await createTopic('to-function');
  const { attributes } = await server.handler('AWS::Lambda::Function').create(
    {
      FunctionName: 'alerts',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/any',
      Code: { ZipFile: 'exports.handler = async (event) => { console.log(JSON.stringify(event)); };' },
    },
    context,
  );
  const Endpoint = String(attributes.Arn);
  await server.handler('AWS::SNS::Subscription').create({ TopicArn, Protocol: 'lambda', Endpoint }, context);
  const publish = () =>
    client.send(
      new PublishCommand({
        TopicArn,
        Message: '{"state":"stale"}',
        MessageAttributes: { region: { DataType: 'String', StringValue: 'eu-west-1' } },
      }),
    );
  await publish();
  await server.lambda.idle();
  expect(server.lambda.logs(REGION, 'alerts')).toEqual([]);

  const permission = {
    FunctionName: 'alerts',
    Action: 'lambda:InvokeFunction',
    Principal: 'sns.amazonaws.com',
    SourceArn: TopicArn,
  };
  await server.handler('AWS::Lambda::Permission').create(permission, context);
  const { MessageId } = await publish();
  await server.lambda.idle();
  const line = server.lambda.logs(REGION, 'alerts').find((one) => one.includes('Records'));
  const event = JSON.parse(line?.slice(line.indexOf('{')) ?? '{}');
  expect(event.Records).toMatchObject([
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: expect.stringContaining(`${TopicArn}:`),
      Sns: {
        Type: 'Notification',
        MessageId,
        TopicArn,
        Subject: null,
        Message: '{"state":"stale"}',
        MessageAttributes: { region: { Type: 'String', Value: 'eu-west-1' } },
      },
    },
  ]);
});

test('a queue gets an envelope, or the message itself when raw', async () => {
  const TopicArn = await createTopic('to-queues');
  const wrapped = await createQueue('wrapped', TopicArn);
  const raw = await createQueue('raw', TopicArn);
  const subscribe = server.handler('AWS::SNS::Subscription');
  await subscribe.create({ TopicArn, Protocol: 'sqs', Endpoint: wrapped }, context);
  await subscribe.create({ TopicArn, Protocol: 'sqs', Endpoint: raw, RawMessageDelivery: 'true' }, context);
  const { MessageId } = await client.send(new PublishCommand({ TopicArn, Message: 'hello', Subject: 'hi' }));
  expect(await bodies(raw)).toEqual(['hello']);
  const [envelope] = await bodies(wrapped);
  expect(JSON.parse(envelope ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn,
    Subject: 'hi',
    Message: 'hello',
  });
});

test('what a subscriber refuses goes to the dead letter queue of the subscription', async () => {
  const TopicArn = await createTopic('refused');
  const closed = await createQueue('closed');
  const dead = await createQueue('dead-letters', TopicArn);
  await server.handler('AWS::SNS::Subscription').create(
    {
      TopicArn,
      Protocol: 'sqs',
      Endpoint: closed,
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: dead },
    },
    context,
  );
  await client.send(new PublishCommand({ TopicArn, Message: 'lost?' }));
  expect(await bodies(closed)).toEqual([]);
  expect(await bodies(dead)).toEqual(['lost?']);
});

test('refuses protocols and attributes that it does not support', async () => {
  const TopicArn = await createTopic('picky');
  const subscribe = (input: object) => client.send(new SubscribeCommand({ TopicArn, ...input, Protocol: 'email' }));
  await expect(subscribe({ Endpoint: 'a@example.com' })).rejects.toThrow(/email/);
  const filter = { TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-west-1:123456789012:q', FilterPolicy: {} };
  await expect(server.handler('AWS::SNS::Subscription').create(filter, context)).rejects.toThrow(/FilterPolicy/);
});

test('a message of more than 262,144 bytes is refused, with its attributes', async () => {
  const TopicArn = await createTopic('long');
  const publish = (Message: string, MessageAttributes = {}) =>
    client.send(new PublishCommand({ TopicArn, Message, MessageAttributes }));
  const refused = { name: 'InvalidParameterException', message: 'Invalid parameter: Message too long' };
  expect((await publish('x'.repeat(262_144))).MessageId).toBeDefined();
  await expect(publish('x'.repeat(262_145))).rejects.toMatchObject(refused);
  // Bytes, not characters.
  await expect(publish('ü'.repeat(131_073))).rejects.toMatchObject(refused);
  const attributes = { kind: { DataType: 'String', StringValue: 'x' } };
  await expect(publish('x'.repeat(262_144), attributes)).rejects.toMatchObject(refused);
});

// "SetTopicAttributes", "CreateTopic" and "Publish", Amazon SNS API Reference; wordings of policies: serverless/serverless#5519,
// hashicorp/terraform#12740, hashicorp/terraform-provider-aws#26041.
test('attributes, policies, subjects and structures that SNS does not take are refused', async () => {
  const TopicArn = await createTopic('checked');
  const set = (AttributeName: string, AttributeValue: string) =>
    client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  const policy = (more: object) => {
    const statement = { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' };
    return set('Policy', JSON.stringify({ Statement: [{ ...statement, Resource: TopicArn, ...more }] }));
  };
  const publish = (more: object) => client.send(new PublishCommand({ TopicArn, Message: 'x', ...more }));
  const refused: [() => Promise<unknown>, string][] = [
    [() => set('Colour', 'red'), 'AttributeName'],
    [() => set('Policy', '{'), 'Policy Error: null'],
    [() => policy({ Action: 'sns:*' }), 'Policy statement action out of service scope!'],
    [() => policy({ Action: 'sqs:SendMessage' }), 'Policy statement action out of service scope!'],
    [() => policy({ Principal: undefined }), 'Policy Error: null'],
    [() => policy({ Principal: { AWS: 'arn:aws:iam::123456789012:role/none' } }), 'Policy Error: PrincipalNotFound'],
    [() => policy({ Resource: 'arn:aws:s3:::b' }), 'Policy Error: null'],
    [() => publish({ Subject: 'a\nb' }), 'Subject'],
    [() => publish({ MessageStructure: 'json' }), 'Message Structure - JSON message body failed to parse'],
    [
      () => publish({ MessageStructure: 'json', Message: '{"sqs":"a"}' }),
      'Message Structure - No default entry in JSON message body',
    ],
    [() => publish({ MessageStructure: 'yaml' }), 'MessageStructure'],
    [() => client.send(new CreateTopicCommand({ Name: 'a.fifo' })), 'Topic Name'],
    [
      () => client.send(new CreateTopicCommand({ Name: 'checked', Attributes: { DisplayName: 'other' } })),
      'Attributes Reason: Topic already exists with different attributes',
    ],
  ];
  for (const [call, message] of refused) {
    await expect(call()).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Invalid parameter: ${message}`,
    });
  }
  await expect(set('DeliveryPolicy', '{}')).rejects.toThrow(
    'The sandbox does not support the topic attribute DeliveryPolicy.',
  );
  await policy({});
  await policy({ Principal: '*' });
});

test('a topic has a policy for its owner until another is set', async () => {
  const TopicArn = await createTopic('default');
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(JSON.parse(Attributes?.Policy ?? '')).toMatchObject({
    Id: '__default_policy_ID',
    Statement: [{ Resource: TopicArn, Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } } }],
  });
});

test('each protocol gets its own text of a message with several ("Publish", MessageStructure)', async () => {
  const TopicArn = await createTopic('texts');
  const own = await createQueue('texts', TopicArn);
  const subscribe = server.handler('AWS::SNS::Subscription');
  await subscribe.create({ TopicArn, Protocol: 'sqs', Endpoint: own, RawMessageDelivery: 'true' }, context);
  const publish = (texts: object) =>
    client.send(new PublishCommand({ TopicArn, MessageStructure: 'json', Message: JSON.stringify(texts) }));
  await publish({ default: 'all', sqs: 'queues' });
  await publish({ default: 'all', lambda: 'functions' });
  expect(await bodies(own)).toEqual(['queues', 'all']);
});
