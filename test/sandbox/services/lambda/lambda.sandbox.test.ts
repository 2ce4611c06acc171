import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { eventually, resourceContext } from '../../../support/service-server.js';
import { type FunctionServer, REGION, startFunctions } from './deploy-function.js';

let functions: FunctionServer;
let server: FunctionServer['server'];
let client: FunctionServer['client'];
let deploy: FunctionServer['deploy'];
let invoke: FunctionServer['invoke'];

beforeAll(async () => {
  functions = await startFunctions();
  ({ server, client, deploy, invoke } = functions);
});
afterAll(() => functions.stop());

describe('invoking', () => {
  test('runs the handler with its variables, and keeps it warm', async () => {
    await deploy(
      'warm',
      `let calls = 0;
       exports.handler = async (event, context) => {
         calls += 1;
         console.log('hello', event.name);
         return { calls, stage: process.env.STAGE, region: process.env.AWS_REGION, home: process.env.HOME,
           endpoint: process.env.AWS_ENDPOINT_URL, name: context.functionName, left: context.getRemainingTimeInMillis() };
       };`,
      { Environment: { Variables: { STAGE: 'test' } }, Timeout: '20' },
    );
    const first = await invoke('warm', { name: 'a' });
    const second = await invoke('warm', { name: 'b' });
    expect(first.json).toMatchObject({
      calls: 1,
      stage: 'test',
      region: REGION,
      endpoint: server.endpoint,
      name: 'warm',
    });
    expect(first.json.home).toBeUndefined();
    expect(first.json.left).toBeGreaterThan(10_000);
    expect(second.json.calls).toBe(2);
    expect(second.ExecutedVersion).toBe('$LATEST');
    expect(second.log).toMatch(/START RequestId: .* Version: \$LATEST\n.*INFO\thello b\nEND RequestId/);
    expect(server.lambda.logs(REGION, 'warm').join('\n')).toContain('hello a');
  });

  test('runs concurrent invocations in environments of their own', async () => {
    await deploy(
      'busy',
      `let running = 0;
       exports.handler = async () => {
         running += 1;
         const seen = running;
         await new Promise((done) => setTimeout(done, 50));
         running -= 1;
         return seen;
       };`,
    );
    const results = await Promise.all([1, 2, 3].map(() => invoke('busy', {})));
    expect(results.map((result) => result.json)).toEqual([1, 1, 1]);
  });

  test('serves a burst of short invocations with fewer environments than invocations', async () => {
    await deploy('burst', 'exports.handler = async () => process.pid;');
    const results = await Promise.all(Array.from({ length: 8 }, () => invoke('burst', {})));
    const pids = new Set(results.map(({ json }) => json));
    expect(pids.size).toBeGreaterThan(1);
    expect(pids.size).toBeLessThan(8);
  });

  test("answers a handler's error as an unhandled function error with its trace", async () => {
    await deploy('throws', `exports.handler = async () => { throw new TypeError('no such stream'); };`);
    const result = await invoke('throws', {});
    expect(result.FunctionError).toBe('Unhandled');
    expect(result.json).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such stream' });
    expect(result.json.trace[1]).toContain('/var/task/index.js:1');
  });

  test('ends a function that takes longer than its timeout, and starts it again', async () => {
    await deploy(
      'slow',
      `let calls = 0; exports.handler = async (e) => { calls += 1; if (e.hang) for (;;); return calls; };`,
      {
        Timeout: 1,
      },
    );
    const late = await invoke('slow', { hang: true });
    expect(late.json.errorMessage).toMatch(/^RequestId: .* Error: Task timed out after 1\.00 seconds$/);
    expect((await invoke('slow', {})).json).toBe(1);
  });

  test.each([
    ['exits', `exports.handler = async () => process.exit(3);`, 'Runtime.ExitError', /exit status 3/],
    ['syntax', `exports.handler = async () => {`, 'Runtime.UserCodeSyntaxError', /SyntaxError/],
    ['nothing', `exports.main = 1;`, 'Runtime.HandlerNotFound', /index\.handler is undefined or not exported/],
    ['callback', `exports.handler = (a, b, done) => done();`, 'Runtime.CallbackHandlerDeprecated', /promise/],
  ])('says why a function that %s did not answer', async (name, source, type, message) => {
    await deploy(name, source);
    const result = await invoke(name, {});
    expect(result.json.errorType).toBe(type);
    expect(result.json.errorMessage).toMatch(message);
  });

  test('resolves names of the sandbox inside a function', async () => {
    await deploy(
      'resolves',
      `const dns = require('node:dns');
       exports.handler = async () => {
         const port = new URL(process.env.AWS_ENDPOINT_URL).port;
         const response = await fetch('http://d1abc.cloudfront.localhost:' + port + '/');
         return { status: response.status, address: (await dns.promises.lookup('a.localhost')).address };
       };`,
    );
    const { json } = await invoke('resolves', {});
    expect(json.address).toBe('127.0.0.1');
    expect(json.status).toBeGreaterThanOrEqual(400);
  });

  test('refuses a function that does not exist, and more than the reserved concurrency', async () => {
    await expect(invoke('absent', {})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('Function not found: arn:aws:lambda:eu-west-1:123456789012:function:absent'),
    });
    await deploy('one', `exports.handler = () => new Promise((done) => setTimeout(done, 100));`, {
      ReservedConcurrentExecutions: 1,
    });
    const both = await Promise.allSettled([invoke('one', {}), invoke('one', {})]);
    const refused = both.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { name: 'TooManyRequestsException' } });
  });

  test('retries an asynchronous event twice, then sends it to the dead letter queue', async () => {
    const queue = await server.handler('AWS::SQS::Queue').create({ QueueName: 'dead' }, resourceContext(REGION));
    await deploy(
      'fails',
      `exports.handler = async () => { console.log('trying'); throw new Error('still broken'); };`,
      {
        DeadLetterConfig: { TargetArn: queue.attributes.Arn },
      },
    );
    const accepted = await client.send(
      new InvokeCommand({ FunctionName: 'fails', InvocationType: 'Event', Payload: '{"a":1}' }),
    );
    expect(accepted.StatusCode).toBe(202);
    await server.lambda.idle();
    const tries = server.lambda.logs(REGION, 'fails').filter((line) => line.includes('trying'));
    expect(tries).toHaveLength(3);
    const counts = server.sqs.byArn('arn:aws:sqs:eu-west-1:123456789012:dead')?.counts();
    expect(counts).toMatchObject({ visible: 1 });
  });

  test('asynchronous events wait for the reserved concurrency instead of failing', async () => {
    await deploy(
      'queued',
      `let running = 0;
       exports.handler = async () => {
         running += 1;
         console.log('running ' + running);
         await new Promise((done) => setTimeout(done, 30));
         running -= 1;
       };`,
      { ReservedConcurrentExecutions: 1 },
    );
    for (const n of [1, 2, 3]) await server.lambda.invokeAsync('queued', n, { region: REGION });
    await server.lambda.idle();
    const seen = server.lambda.logs(REGION, 'queued').filter((line) => line.includes('running'));
    expect(seen.map((line) => line.at(-1))).toEqual(['1', '1', '1']);
  });

  test('an event that fails for good reaches the failure destination with the invocation record', async () => {
    const { attributes } = await server
      .handler('AWS::SQS::Queue')
      .create({ QueueName: 'failures' }, resourceContext(REGION));
    await deploy('once', `exports.handler = async () => { throw new Error('no'); };`);
    await server.handler('AWS::Lambda::EventInvokeConfig').create(
      {
        FunctionName: 'once',
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: attributes.Arn } },
      },
      resourceContext(REGION),
    );
    await server.lambda.invokeAsync('once', { a: 1 }, { region: REGION });
    await server.lambda.idle();
    const queue = server.sqs.byArn(String(attributes.Arn));
    const [message] = (await queue?.receive(1, 0, 0, () => undefined, new AbortController().signal)) ?? [];
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { a: 1 },
      responsePayload: { errorMessage: 'no' },
    });
  });
});

describe('code and versions', () => {
  const zip = Buffer.from(zipSync({ 'index.js': strToU8('exports.handler = async () => "zipped";') }));

  test("takes a package from a bucket of the function's own region only", async () => {
    const { s3 } = server;
    s3.createBucket(REGION, 'code-here').put('f.zip', zip, {}, 0);
    s3.createBucket('us-east-1', 'code-there').put('f.zip', zip, {}, 0);
    await deploy('packed', '', { Code: { S3Bucket: 'code-here', S3Key: 'f.zip' } });
    expect((await invoke('packed', {})).json).toBe('zipped');
    await expect(deploy('far', '', { Code: { S3Bucket: 'code-there', S3Key: 'f.zip' } })).rejects.toThrow(
      /S3 Error Code: PermanentRedirect.*The bucket is in this region: us-east-1/,
    );
    await expect(deploy('gone', '', { Code: { S3Bucket: 'code-here', S3Key: 'g.zip' } })).rejects.toThrow(
      /S3 Error Code: NoSuchKey/,
    );
  });

  test('a published version keeps its code, and publishing without a change adds none', async () => {
    await deploy('versioned', `exports.handler = async () => 'one';`);
    const publish = async () => (await client.send(new PublishVersionCommand({ FunctionName: 'versioned' }))).Version;
    expect(await publish()).toBe('1');
    expect(await publish()).toBe('1');
    const properties = {
      FunctionName: 'versioned',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/any',
      Code: { ZipFile: `exports.handler = async () => 'two';` },
    };
    await server.handler('AWS::Lambda::Function').update('versioned', properties, {}, resourceContext(REGION));
    expect((await invoke('versioned', {})).json).toBe('two');
    expect((await invoke('versioned', {}, '1')).json).toBe('one');
    expect(await publish()).toBe('2');
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: 'versioned' }));
    expect(Versions?.map((version) => version.Version)).toEqual(['$LATEST', '1', '2']);
  });

  test('an update lets what is running finish', async () => {
    const source = (answer: string) =>
      `exports.handler = async () => { await new Promise((done) => setTimeout(done, 80)); return '${answer}'; };`;
    await deploy('updated', source('old'));
    const running = invoke('updated', {});
    await eventually(
      () => server.lambda.logs(REGION, 'updated').length,
      (lines) => lines > 0,
    );
    const properties = {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/any',
      Code: { ZipFile: source('new') },
    };
    await server.handler('AWS::Lambda::Function').update('updated', properties, {}, resourceContext(REGION));
    expect((await running).json).toBe('old');
    expect((await invoke('updated', {})).json).toBe('new');
  });

  test('an AWS::Lambda::Version without a change in the function is refused as CloudFormation does', async () => {
    await deploy('twice', `exports.handler = async () => 1;`);
    const handler = server.handler('AWS::Lambda::Version');
    const first = await handler.create({ FunctionName: 'twice' }, resourceContext(REGION));
    expect(first).toEqual({
      physicalId: 'arn:aws:lambda:eu-west-1:123456789012:function:twice:1',
      attributes: { Version: '1', FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:twice:1' },
    });
    await expect(handler.create({ FunctionName: 'twice', Description: 'x' }, resourceContext(REGION))).rejects.toThrow(
      'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
    );
  });

  test('refuses by name properties and runtimes that it does not support', async () => {
    await expect(deploy('vpc', '', { VpcConfig: {} })).rejects.toThrow(/does not support the property VpcConfig/);
    await expect(deploy('py', '', { Runtime: 'python3.13' })).rejects.toThrow(/python3\.13/);
    await expect(deploy('env', 'x', { Environment: { Variables: { AWS_REGION: 'x' } } })).rejects.toThrow(/AWS_REGION/);
  });
});

describe('at the edge', () => {
  test('runs a numbered version without its variables, in the edge region', async () => {
    await deploy(
      'edge',
      `exports.handler = async (event) => ({ uri: event.uri, stage: process.env.STAGE ?? null, region: process.env.AWS_REGION });`,
      { Environment: { Variables: { STAGE: 'test' } } },
      'us-east-1',
    );
    const version = await server
      .handler('AWS::Lambda::Version')
      .create({ FunctionName: 'edge' }, resourceContext('us-east-1'));
    const result = await server.lambda.runAtEdge(
      version.physicalId,
      { uri: '/a' },
      { region: 'ap-south-1', timeoutMs: 5000 },
    );
    expect(result).toEqual({ uri: '/a', stage: null, region: 'ap-south-1' });
    expect(server.lambda.logs('ap-south-1', 'us-east-1.edge').length).toBeGreaterThan(0);
    await expect(
      server.lambda.runAtEdge('arn:aws:lambda:us-east-1:123456789012:function:edge', {}, { region: 'a', timeoutMs: 1 }),
    ).rejects.toThrow(/specific function version/);
  });

  test('a replicated version cannot be deleted until its replicas are gone', async () => {
    const us = new LambdaClient(server.client('us-east-1'));
    await deploy('replica', `exports.handler = async () => 1;`, {}, 'us-east-1');
    const context = resourceContext('us-east-1');
    const { physicalId } = await server.handler('AWS::Lambda::Version').create({ FunctionName: 'replica' }, context);
    server.lambda.markReplicated(physicalId, true);
    const message = `Lambda was unable to delete ${physicalId} because it is a replicated function. Please see our documentation for Deleting Lambda@Edge Functions and Replicas.`;
    await expect(us.send(new DeleteFunctionCommand({ FunctionName: 'replica' }))).rejects.toThrow(message);
    await expect(server.handler('AWS::Lambda::Function').delete('replica', {}, context)).rejects.toThrow(message);
    await expect(server.handler('AWS::Lambda::Version').delete(physicalId, {}, context)).rejects.toThrow(message);
    server.lambda.markReplicated(physicalId, false);
    await server.handler('AWS::Lambda::Version').delete(physicalId, {}, context);
    await us.send(new DeleteFunctionCommand({ FunctionName: 'replica' }));
    await expect(us.send(new GetFunctionCommand({ FunctionName: 'replica' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    us.destroy();
  });
});

test('a permission lets a service invoke for its source only', async () => {
  const { attributes } = await deploy('permitted', `exports.handler = async () => 1;`);
  const arn = String(attributes.Arn);
  const source = 'arn:aws:sns:eu-west-1:123456789012:alerts';
  expect(server.lambda.mayInvoke(arn, 'sns.amazonaws.com', source)).toBe(false);
  await server
    .handler('AWS::Lambda::Permission')
    .create(
      { FunctionName: arn, Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com', SourceArn: source },
      resourceContext(REGION),
    );
  expect(server.lambda.mayInvoke(arn, 'sns.amazonaws.com', source)).toBe(true);
  expect(server.lambda.mayInvoke(arn, 'sns.amazonaws.com', `${source}-other`)).toBe(false);
  const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: 'permitted' }));
  expect(JSON.parse(Policy ?? '').Statement).toHaveLength(1);
});
