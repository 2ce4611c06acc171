import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateTableCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { publishAssets } from '../../../src/lib/assets/publish-assets.js';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../src/lib/clock.js';
import { silent } from '../../../src/lib/progress.js';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { eventually } from '../../support/service-server.js';
import { packageSources, SETTINGS } from '../../templates/filled-templates.js';

const REGION = 'eu-west-1';
const NAME = 'alerts';

let sandbox: Sandbox;
let clients: AwsClients;
let sns: SNSClient;
let sqs: SQSClient;
let topicArn: string;
let queueUrl: string;
const lines: string[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    speed: 2000,
    clock: systemClock,
    packageRoot,
    log: ({ message }) => lines.push(message),
    regions: [],
  });
  const access = { region: REGION, endpoint: sandbox.endpoint, credentials: sandbox.credentials };
  clients = new AwsClients(access);
  sns = new SNSClient(access);
  sqs = new SQSClient(access);
  topicArn = (await sns.send(new CreateTopicCommand({ Name: 'detector' }))).TopicArn ?? '';
  await (await clients.dynamoDb(REGION)).send(
    new CreateTableCommand({
      TableName: NAME,
      AttributeDefinitions: [{ AttributeName: 'domain', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'domain', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const built = buildAssets(SETTINGS, await packageSources());
  await publishAssets({
    built,
    regions: [REGION],
    clients,
    createBuckets: true,
    tags: {},
    report: silent,
    clock: systemClock,
  });
  const cloudFormation = await clients.cloudFormation(REGION);
  const parameters = {
    ClusteredVideoStreamName: NAME,
    RegionOne: REGION,
    RegionTwo: 'eu-west-2',
    CloudfrontDistributionId: 'E1A2B3C4D5E6F7',
    PlaylistAlertTopicArn: topicArn,
  };
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: NAME,
      TemplateBody: built.templates['clustered-video-stream-instance'].body,
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  const status = await eventually(
    async () => (await cloudFormation.send(new DescribeStacksCommand({ StackName: NAME }))).Stacks?.[0]?.StackStatus,
    (one) => one !== 'CREATE_IN_PROGRESS',
  );
  expect(status).toBe('CREATE_COMPLETE');
  queueUrl = sandbox.services.sqs.list(REGION).find(({ name }) => name.includes('FailedAlerts'))?.url ?? '';
});

afterAll(async () => {
  sns.destroy();
  sqs.destroy();
  await clients.close();
  await sandbox.close();
});

const publish = (message: string) => sns.send(new PublishCommand({ TopicArn: topicArn, Message: message }));

/** What a detector says; `observedAt` seconds after a time that has long passed. */
function alert(name: string, state: 'fresh' | 'stale', sequence: number, observedAt: number): string {
  return JSON.stringify({
    options: { cdn_url: `https://${name}.cloudfront.net/index.m3u8`, region: REGION },
    playlists: {},
    detector: { total: 1, stale: state === 'stale' ? 1 : 0, state, sequence, observed_at: 1_767_225_600 + observedAt },
  });
}

async function health(name: string) {
  const dynamoDb = await clients.dynamoDb(REGION);
  const Key = { domain: { S: `health#${name}.cloudfront.net` } };
  return (await dynamoDb.send(new GetItemCommand({ TableName: NAME, Key }))).Item;
}

/** Resolves when every message that was published so far has been handled. */
const handled = () => sandbox.services.lambda.idle();

test('the newest observation stays, in whatever order and however often messages come', async () => {
  for (const [state, sequence] of [
    ['stale', 3],
    ['fresh', 1],
    ['stale', 2],
    ['fresh', 4],
    ['stale', 3],
    ['fresh', 4],
  ] as const) {
    await publish(alert('order', state, sequence, sequence));
    await handled();
  }
  expect(await health('order')).toMatchObject({ playlist_fresh: { BOOL: true }, sequence: { N: '4' } });
});

test('a greater sequence does not make an older observation newer', async () => {
  await publish(alert('clock', 'stale', 10, 100));
  await handled();
  await publish(alert('clock', 'fresh', 11, 40));
  await handled();
  expect(await health('clock')).toMatchObject({ playlist_fresh: { BOOL: false }, sequence: { N: '10' } });
});

test('a detector whose sequence began again is heard once the item has lapsed', async () => {
  await publish(alert('anew', 'stale', 900, 0));
  await handled();
  await publish(alert('anew', 'fresh', 1, 180));
  await handled();
  expect(await health('anew')).toMatchObject({ sequence: { N: '900' } });
  await publish(alert('anew', 'fresh', 2, 181));
  await handled();
  expect(await health('anew')).toMatchObject({ playlist_fresh: { BOOL: true }, sequence: { N: '2' } });
});

test('an item says when its observer was heard again, and until when it had been heard before', async () => {
  await publish(alert('away', 'fresh', 1, 0));
  await handled();
  await publish(alert('away', 'fresh', 2, 60));
  await handled();
  expect(await health('away')).not.toHaveProperty('heard_since');
  await publish(alert('away', 'fresh', 3, 160));
  await handled();
  await publish(alert('away', 'stale', 4, 200));
  await handled();
  expect(await health('away')).toMatchObject({
    sequence: { N: '4' },
    observed_at: { N: '1767225800' },
    silent_from: { N: '1767225660' },
    heard_since: { N: '1767225760' },
  });
});

test('a malformed message is in the dead-letter queue, once, with the reason', async () => {
  await publish('{"detector":{}}');
  await handled();
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  );
  expect(Messages.map((one) => [one.Body, one.MessageAttributes?.ErrorMessage?.StringValue])).toEqual([
    ['{"detector":{}}', 'This is not a message of a detector: options is undefined'],
  ]);
});

test('logs one JSON line for each alert, with the request and the metrics', async () => {
  await publish(alert('logged', 'stale', 1, 0));
  await handled();
  const line = lines.find((one) => one.startsWith('{') && one.includes('logged.cloudfront.net')) ?? 'no such line';
  expect(JSON.parse(line)).toMatchObject({
    level: 'INFO',
    message: 'health item written',
    service: 'playlist-alert-handler',
    timestamp: expect.any(String),
    function_request_id: expect.any(String),
    domain: 'logged.cloudfront.net',
    _aws: { CloudWatchMetrics: [expect.objectContaining({ Namespace: 'ClusteredVideoStreams' })] },
    PlaylistStale: 1,
    Cluster: NAME,
    Region: REGION,
  });
});
