import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { faultClient } from '../../../src/sandbox/faults/fault-client.js';
import type { Sandbox } from '../../../src/sandbox/start-sandbox.js';
import { eventually } from '../../support/service-server.js';
import { startTestSandbox } from '../../support/test-sandbox.js';

let sandbox: Sandbox;
let faults: ReturnType<typeof faultClient>;
const http = createHttpClient();
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox();
  faults = faultClient(sandbox, fetch);
});

afterEach(() => faults.clear());

afterAll(async () => {
  for (const client of clients) client.destroy();
  await http.close();
  await sandbox.close();
});

/** Settings of a client that shows what the wire shows: it tries once. */
function settings(region: string, requestTimeout = 5000) {
  const { endpoint, credentials } = sandbox;
  const requestHandler = { requestTimeout, throwOnRequestTimeout: true };
  return { region, endpoint, credentials, maxAttempts: 1, requestHandler };
}

function track<Client extends { destroy(): void }>(client: Client): Client {
  clients.push(client);
  return client;
}

const cloudFormation = (region = 'eu-west-1', requestTimeout?: number) =>
  track(new CloudFormationClient(settings(region, requestTimeout)));

const topics = (...names: string[]) =>
  JSON.stringify({
    Resources: Object.fromEntries(names.map((name) => [name, { Type: 'AWS::SNS::Topic', Properties: {} }])),
  });

async function statusOf(name: string): Promise<string> {
  const { Stacks } = await cloudFormation().send(new DescribeStacksCommand({ StackName: name }));
  return Stacks?.[0]?.StackStatus ?? '';
}

/** Creates a stack and returns its events' statuses by logical id, once it is at rest. */
async function create(name: string, template: string): Promise<Record<string, string[]>> {
  const client = cloudFormation();
  await client.send(new CreateStackCommand({ StackName: name, TemplateBody: template }));
  await eventually(
    () => statusOf(name),
    (status) => !status.endsWith('_IN_PROGRESS'),
  );
  const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: name }));
  const byId: Record<string, string[]> = {};
  for (const { LogicalResourceId = '', ResourceStatus, ResourceStatusReason } of StackEvents?.reverse() ?? []) {
    const reason = ResourceStatus?.endsWith('FAILED') ? `: ${ResourceStatusReason}` : '';
    byId[LogicalResourceId] = [...(byId[LogicalResourceId] ?? []), `${ResourceStatus}${reason}`];
  }
  return byId;
}

describe('a resource', () => {
  test('fails with the message that was asked for, in the stack that was meant', async () => {
    await faults.add({ kind: 'resource', stack: 'copilot', resource: 'Bad', on: 'create', message: 'Role is invalid' });
    expect((await create('other', topics('Bad'))).other).toContain('CREATE_COMPLETE');
    const events = await create('spring-copilot', topics('Good', 'Bad'));
    expect(events.Bad).toContain('CREATE_FAILED: Role is invalid');
    expect(events['spring-copilot']).toContain('ROLLBACK_COMPLETE');
  });

  test('is named by its type too, and may fail once only', async () => {
    await faults.add({ kind: 'resource', resource: 'AWS::SNS::Topic', on: 'create', message: 'no', times: 1 });
    expect((await create('first', topics('A')))?.first).toContain('ROLLBACK_COMPLETE');
    expect((await create('second', topics('A')))?.second).toContain('CREATE_COMPLETE');
    await expect(faults.list()).resolves.toMatchObject([{ hits: 1 }]);
  });

  test('takes longer by the scaled delay', async () => {
    // 600 s of the real service at the sandbox's speed of 2000.
    await faults.add({ kind: 'resource', resource: 'Slow', on: 'create', delaySeconds: 600 });
    const start = performance.now();
    expect((await create('slow', topics('Slow')))?.slow).toContain('CREATE_COMPLETE');
    expect(performance.now() - start).toBeGreaterThanOrEqual(300);
  });
});

describe('an API', () => {
  test('is throttled in the service’s own words, and only where it was meant', async () => {
    const throttle = { kind: 'throttle', perSecond: 0 } as const;
    await faults.add({ ...throttle, service: 'cloudformation', action: 'ListStacks', region: 'eu-west-1' });
    await faults.add({ ...throttle, service: 's3' });
    await faults.add({ ...throttle, service: 'dynamodb' });
    await faults.add({ ...throttle, service: 'cloudfront', action: 'GET /2020-05-31/distribution' });
    const list = new ListStacksCommand({});
    await expect(cloudFormation('eu-west-1').send(list)).rejects.toMatchObject({ name: 'Throttling' });
    await expect(cloudFormation('eu-west-2').send(list)).resolves.toBeDefined();
    const s3 = track(new S3Client(settings('eu-west-1')));
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'SlowDown' });
    const dynamoDb = track(new DynamoDBClient(settings('eu-west-1')));
    await expect(dynamoDb.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' });
    const cloudFront = track(new CloudFrontClient(settings('us-east-1')));
    await expect(cloudFront.send(new ListDistributionsCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
  });

  test.each([
    ['refuse', /hang up|ECONNRESET/, false],
    ['hang', /requestTimeout/, false],
    ['cut', /hang up|ECONNRESET/, true],
  ] as const)('of a region: %s', async (how, message, carriedOut) => {
    await faults.add({ kind: 'region', region: 'eu-west-1', how, times: 1 });
    const command = new CreateStackCommand({ StackName: how, TemplateBody: topics('A') });
    await expect(cloudFormation('eu-west-1', 300).send(command)).rejects.toThrow(message);
    const { StackSummaries = [] } = await cloudFormation().send(new ListStacksCommand({}));
    expect(StackSummaries.some((one) => one.StackName === how)).toBe(carriedOut);
  });

  test.each(['eu-west-11', 'eu-wst-1', '', 'EU-WEST-1'])(
    'of a region can be lost only in one in which something is, and not of "%s"',
    async (region) => {
      await expect(faults.add({ kind: 'region', region, how: 'lost' })).rejects.toThrow(
        `Nothing would change without ${region}: streams and edges of the sandbox are in eu-west-1, eu-west-2, eu-central-1, us-east-1.`,
      );
      expect(await faults.list()).toEqual([]);
    },
  );

  test('refuses an expired session, after as many calls as were allowed', async () => {
    await faults.add({ kind: 'expired-token', after: 1 });
    const client = cloudFormation();
    await expect(client.send(new ListStacksCommand({}))).resolves.toBeDefined();
    await expect(client.send(new ListStacksCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  });
});

describe('a stream', () => {
  test('has faults that combine, and that are removed one by one', async () => {
    const { originPlaylistUrl = '', region = '' } = sandbox.streams[0] ?? {};
    const status = async () => (await http.fetch(originPlaylistUrl)).status;
    const first = await faults.add({ kind: 'stream', region, how: 'status', code: 503 });
    const second = await faults.add({ kind: 'stream', region, how: 'status', code: 500 });
    expect(await status()).toBe(503);
    expect((await faults.list()).map(({ id }) => id)).toEqual([first, second]);
    await faults.clear(first);
    expect(await status()).toBe(500);
    await faults.clear(second);
    expect(await status()).toBe(200);
  });
});

describe('what somebody else did', () => {
  test('a stack is in the status that was asked for, and an operation ends by itself', async () => {
    await create('theirs', topics('A'));
    await faults.add({ kind: 'stack-status', region: 'eu-west-1', stack: 'theirs', status: 'UPDATE_IN_PROGRESS' });
    const becomes = (wanted: string) => (status: string) => status === wanted;
    await eventually(() => statusOf('theirs'), becomes('UPDATE_COMPLETE'));
    await faults.add({ kind: 'stack-status', region: 'eu-west-1', stack: 'new', status: 'ROLLBACK_COMPLETE' });
    await eventually(() => statusOf('new'), becomes('ROLLBACK_COMPLETE'));
  });

  test.each([
    [{ kind: 'stack-status', region: 'eu-west-1', stack: 'none', status: 'UPDATE_COMPLETE' }, /does not exist/],
    [{ kind: 'stack-status', region: 'eu-west-1', stack: 'none', status: 'GONE' }, /only in: CREATE_COMPLETE/],
    [{ kind: 'foreign-change', distributionId: 'E0' }, /does not exist/],
    [{ kind: 'stream', region: 'eu-west-9', how: 'freeze' }, /eu-west-9 has no live stream.*eu-west-1 and eu-west-2/],
    [{ kind: 'stream', region: 'eu-west-1', how: 'earthquake' }, /how/],
    [{ kind: 'earthquake' }, /kind/],
    [{ kind: 'expired-token', region: 'eu-west-1' }, /region/],
  ])('%j is refused in words', async (spec, message) => {
    await expect(faults.add(spec as never)).rejects.toMatchObject({
      code: 'FAULT_REFUSED',
      message: expect.stringMatching(message),
    });
  });
});

test('where no sandbox listens, the next step is named', async () => {
  const nowhere = { endpoint: 'http://127.0.0.1:9', credentials: sandbox.credentials };
  await expect(faultClient(nowhere, fetch).list()).rejects.toMatchObject({
    code: 'NO_SANDBOX',
    suggestions: expect.arrayContaining([expect.stringContaining('cvs sandbox start')]),
  });
});
