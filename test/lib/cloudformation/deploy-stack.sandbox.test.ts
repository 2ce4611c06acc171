import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { createChangeSet } from '../../../src/lib/cloudformation/change-set.js';
import { callCloudFormation } from '../../../src/lib/cloudformation/cloudformation-call.js';
import { deleteStack } from '../../../src/lib/cloudformation/delete-stack.js';
import { deployStack } from '../../../src/lib/cloudformation/deploy-stack.js';
import { describeStack } from '../../../src/lib/cloudformation/describe-stack.js';
import type { StackDefinition } from '../../../src/lib/cloudformation/stack.js';
import { definition, type StackSandbox, startStackSandbox } from './stack-sandbox.js';

let sandbox: StackSandbox;

beforeEach(async () => {
  sandbox = await startStackSandbox();
});

afterEach(() => sandbox.close());

const deploy = (stack: StackDefinition = definition()) => deployStack({ ...sandbox.context, stack });
const status = async () => (await describeStack(sandbox.context.clients, 'us-east-1', 'spring-final-copilot'))?.status;

describe('a first deployment', () => {
  test('creates the stack, returns its outputs and reports what happened', async () => {
    const result = await deploy();
    expect(result).toMatchObject({ status: 'created', outputs: { TopicArn: 'topic', Label: 'one' } });
    expect(result.stackId).toContain(':stack/spring-final-copilot/');
    expect(sandbox.events).toContainEqual({
      type: 'stack-event',
      id: 'copilot',
      region: 'us-east-1',
      stackName: 'spring-final-copilot',
      logicalId: 'Later',
      resourceType: 'AWS::SNS::Topic',
      status: 'CREATE_COMPLETE',
    });
    expect(sandbox.events.findLast((one) => one.type === 'activity')).toMatchObject({ done: 3, total: 3 });
  });

  test('each event is reported once', async () => {
    await deploy();
    const topics = sandbox.events.filter((one) => one.type === 'stack-event' && one.logicalId === 'Topic');
    expect(new Set(topics.map((one) => JSON.stringify(one))).size).toBe(topics.length);
  });

  test('takes over an empty stack that an earlier run left in review', async () => {
    await createChangeSet(sandbox.context, definition(), 'CREATE');
    expect(await status()).toBe('REVIEW_IN_PROGRESS');
    await expect(deploy()).resolves.toMatchObject({ status: 'created' });
  });

  // aws-cloudformation/cloudformation-coverage-roadmap#814: what is given back has question marks.
  test('tags outside ASCII are no change the next time', async () => {
    const tags = { équipe: 'Événements', 部門: '映像' };
    await deploy(definition({ tags }));
    const made = sandbox.actions.filter((action) => action === 'CreateChangeSet').length;
    await expect(deploy(definition({ tags }))).resolves.toMatchObject({ status: 'unchanged' });
    expect(sandbox.actions.filter((action) => action === 'CreateChangeSet')).toHaveLength(made);
    await expect(deploy(definition({ tags: { ...tags, 部門: 'x' } }))).resolves.toMatchObject({ status: 'updated' });
  });

  test('a template too large for a request goes by its URL', async () => {
    const small = definition();
    const templateBody = small.templateBody + ' '.repeat(51_200);
    const templateUrl = 'https://assets-us-east-1.s3.us-east-1.amazonaws.com/cvs/1.0.0/copilot.template';
    sandbox.templates.set(templateUrl, templateBody);
    await expect(deploy({ ...small, templateBody, templateUrl })).resolves.toMatchObject({ status: 'created' });
    await expect(
      deploy({ ...small, templateBody, templateUrl: undefined, parameters: { Label: 'x' } }),
    ).rejects.toMatchObject({ code: 'TEMPLATE_TOO_LARGE' });
  });
});

describe('a later deployment', () => {
  beforeEach(async () => {
    await deploy();
    sandbox.actions.length = 0;
  });

  test('without a change makes no change set', async () => {
    await expect(deploy()).resolves.toMatchObject({ status: 'unchanged', outputs: { Label: 'one' } });
    expect(sandbox.actions).toEqual(['DescribeStacks', 'GetTemplate']);
  });

  test('with another parameter updates', async () => {
    const result = await deploy(definition({ parameters: { Label: 'two' } }));
    expect(result).toMatchObject({ status: 'updated', outputs: { Label: 'two' } });
  });

  test('with other tags updates', async () => {
    await expect(deploy(definition({ tags: { team: 'sports' } }))).resolves.toMatchObject({ status: 'updated' });
  });

  test('removes the last tag', async () => {
    await expect(deploy(definition({ tags: {} }))).resolves.toMatchObject({ status: 'updated' });
    await expect(deploy(definition({ tags: {} }))).resolves.toMatchObject({ status: 'unchanged' });
  });

  test('with another output only updates too, though no resource changes', async () => {
    const stack = definition();
    const template = JSON.parse(stack.templateBody);
    template.Outputs.Again = { Value: { Ref: 'Label' } };
    const result = await deploy({ ...stack, templateBody: JSON.stringify(template) });
    expect(result).toMatchObject({ status: 'updated', outputs: { Again: 'one' } });
  });

  test('a change set without changes is not a failure', async () => {
    // Other white space: only CloudFormation can see that nothing changes.
    const stack = definition();
    const result = await deploy({ ...stack, templateBody: JSON.stringify(JSON.parse(stack.templateBody), null, 2) });
    expect(result.status).toBe('unchanged');
    expect(sandbox.actions).toContain('DeleteChangeSet');
  });

  test('a failed update is rolled back and names the resource', async () => {
    sandbox.behavior.failUpdate.set('Topic', 'Invalid parameter: DisplayName');
    await expect(deploy(definition({ displayName: 'second' }))).rejects.toMatchObject({
      code: 'STACK_FAILED',
      logicalId: 'Topic',
      message: expect.stringMatching(
        /UPDATE_ROLLBACK_COMPLETE \(it is as it was before\)\. Topic \(AWS::SNS::Topic\): .*Invalid parameter/,
      ),
    });
    sandbox.behavior.failUpdate.clear();
    await expect(deploy(definition({ displayName: 'second' }))).resolves.toMatchObject({ status: 'updated' });
  });

  test('finishes a rollback that got stuck, then updates', async () => {
    // Topic's own update works, Later's fails, and putting Topic back fails too.
    sandbox.behavior.failUpdate.set('Later', 'no').set('rollback of Topic', 'not now');
    const both = definition({ displayName: 'second', parameters: { Label: 'two' } });
    await expect(deploy(both)).rejects.toMatchObject({ code: 'STACK_FAILED' });
    expect(await status()).toBe('UPDATE_ROLLBACK_FAILED');
    sandbox.behavior.failUpdate.clear();
    await expect(deploy(both)).resolves.toMatchObject({ status: 'updated' });
    expect(sandbox.actions).toContain('ContinueUpdateRollback');
  });

  test('a rollback that it finishes is a change, though the stack is then as defined', async () => {
    sandbox.behavior.failUpdate.set('Later', 'no').set('rollback of Topic', 'not now');
    const both = definition({ displayName: 'second', parameters: { Label: 'two' } });
    await expect(deploy(both)).rejects.toMatchObject({ code: 'STACK_FAILED' });
    sandbox.behavior.failUpdate.clear();
    await expect(deploy(definition())).resolves.toMatchObject({ status: 'updated' });
    await expect(deploy(definition())).resolves.toMatchObject({ status: 'unchanged' });
  });
});

describe('a first deployment that failed', () => {
  test('names the cause; the next one reports that it deletes the stack and creates it again', async () => {
    sandbox.behavior.failCreate.set('Topic', 'Topic name already exists');
    await expect(deploy()).rejects.toMatchObject({
      code: 'STACK_FAILED',
      logicalId: 'Topic',
      resourceType: 'AWS::SNS::Topic',
      consoleUrl: expect.stringContaining('us-east-1'),
    });
    expect(await status()).toBe('ROLLBACK_COMPLETE');

    sandbox.behavior.failCreate.clear();
    await expect(deploy()).resolves.toMatchObject({ status: 'created' });
    expect(sandbox.events).toContainEqual({
      type: 'warning',
      message: 'spring-final-copilot in us-east-1 is ROLLBACK_COMPLETE: deleting it to create it again.',
    });
  });

  test('keeps the resources when asked to', async () => {
    sandbox.behavior.failCreate.set('Later', 'no');
    await expect(deploy(definition({ onFailure: 'keep' }))).rejects.toMatchObject({ code: 'STACK_FAILED' });
    expect(await status()).toBe('CREATE_FAILED');
    sandbox.behavior.failCreate.clear();
    await expect(deploy()).resolves.toMatchObject({ status: 'created' });
  });

  test('a refused template leaves no empty stack behind', async () => {
    await expect(deploy(definition({ parameters: {} }))).rejects.toThrow(/Parameters: \[Label\] must have values/);
    expect(await status()).toBeUndefined();
  });
});

test('waits for an operation that somebody else started, then continues', async () => {
  let open: () => void = () => {};
  sandbox.behavior.gate = new Promise((resolve) => {
    open = resolve;
  });
  const first = deploy();
  while ((await status()) !== 'CREATE_IN_PROGRESS') await new Promise((resolve) => setTimeout(resolve, 5));
  const second = deploy(definition({ parameters: { Label: 'two' } }));
  while (!sandbox.events.some((one) => one.type === 'activity' && one.message.includes('under way'))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  open();
  await expect(first).resolves.toMatchObject({ status: 'created' });
  await expect(second).resolves.toMatchObject({ status: 'updated', outputs: { Label: 'two' } });
});

test('an interrupt stops waiting; the operation continues, and the next run resumes', async () => {
  let open: () => void = () => {};
  sandbox.behavior.gate = new Promise((resolve) => {
    open = resolve;
  });
  const first = deploy();
  const refusal = expect(first).rejects.toBeDefined();
  while ((await status()) !== 'CREATE_IN_PROGRESS') await new Promise((resolve) => setTimeout(resolve, 5));
  sandbox.abort.abort(new Error('SIGINT'));
  await refusal;
  open();
  const again = deployStack({ ...sandbox.context, signal: new AbortController().signal, stack: definition() });
  await expect(again).resolves.toMatchObject({ outputs: { Label: 'one' } });
});

test('throttling in the middle delays, and fails nothing', async () => {
  let refusals = 0;
  sandbox.intercept((request) => {
    if (!request.body.toString().includes('DescribeStackEvents') || refusals >= 1) return undefined;
    refusals += 1;
    return {
      status: 400,
      headers: { 'content-type': 'text/xml' },
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
    };
  });
  await expect(deploy()).resolves.toMatchObject({ status: 'created' });
  expect(refusals).toBe(1);
});

test('expired credentials are one clear error', async () => {
  const credentials = sandbox.keys.session({ expiresAtMs: 0 });
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials });
  await expect(deployStack({ ...sandbox.context, clients, stack: definition() })).rejects.toMatchObject({
    code: 'CREDENTIALS_EXPIRED',
    message: expect.stringContaining('cloudformation:DescribeStacks in us-east-1'),
  });
  await clients.close();
});

describe('termination protection', () => {
  test('is put on where it is wanted, left alone elsewhere, and taken off to delete', async () => {
    await deploy(definition({ terminationProtection: true }));
    const isProtected = async () =>
      (await describeStack(sandbox.context.clients, 'us-east-1', 'spring-final-copilot'))?.terminationProtection;
    expect(await isProtected()).toBe(true);
    await deploy();
    expect(await isProtected()).toBe(true);
    await expect(deleteStack(sandbox.context)).resolves.toMatchObject({ status: 'deleted' });
  });
});

describe('deleteStack', () => {
  test('lists what its template keeps', async () => {
    await deploy();
    const deleted = await deleteStack(sandbox.context);
    expect(deleted.status).toBe('deleted');
    expect(deleted.retained).toEqual([{ logicalId: 'Kept', resourceType: 'AWS::S3::Bucket', physicalId: 'kept' }]);
    expect(await status()).toBeUndefined();
  });

  test('of a stack that is not there is done at once', async () => {
    await expect(deleteStack(sandbox.context)).resolves.toMatchObject({ status: 'absent', retained: [] });
  });

  test('names every resource that would not go, and works once they do', async () => {
    await deploy();
    sandbox.behavior.failDelete.set('Topic', 'still subscribed').set('Later', 'busy');
    await expect(deleteStack(sandbox.context)).rejects.toMatchObject({
      code: 'STACK_FAILED',
      message: expect.stringMatching(/DELETE_FAILED.*Later \(AWS::SNS::Topic\): .*busy/),
    });
    sandbox.behavior.failDelete.clear();
    await expect(deleteStack(sandbox.context)).resolves.toMatchObject({ status: 'deleted' });
  });

  test('joins a deletion that is under way', async () => {
    const { stackId } = await deploy();
    await callCloudFormation(sandbox.context, 'DeleteStack', (client, sdk) =>
      client.send(new sdk.DeleteStackCommand({ StackName: stackId })),
    );
    const deleted = await deleteStack(sandbox.context);
    expect(['deleted', 'absent']).toContain(deleted.status);
    expect(await status()).toBeUndefined();
  });
});

describe('what is asked of a stack beside its template', () => {
  const requests: URLSearchParams[] = [];

  beforeEach(() => {
    requests.length = 0;
    sandbox.intercept((request) => {
      requests.push(new URLSearchParams(request.body.toString()));
      return undefined;
    });
  });

  const sent = (action: string) => requests.find((one) => one.get('Action') === action);

  test('role and topics go with the change set; other topics are a change', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/deployer';
    const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;
    await deploy(definition({ roleArn, notificationArns: [topic('ops')] }));
    expect(sent('CreateChangeSet')?.get('RoleARN')).toBe(roleArn);
    expect(sent('CreateChangeSet')?.get('NotificationARNs.member.1')).toBe(topic('ops'));
    await expect(deploy(definition({ roleArn, notificationArns: [topic('ops')] }))).resolves.toMatchObject({
      status: 'unchanged',
    });
    // Unless they are asked for, they stay as they are.
    await expect(deploy()).resolves.toMatchObject({ status: 'unchanged' });
    await expect(deploy(definition({ notificationArns: [topic('night')] }))).resolves.toMatchObject({
      status: 'updated',
    });
  });

  test.each([
    ['rollback', 'ROLLBACK_COMPLETE'],
    ['keep', 'CREATE_FAILED'],
    ['delete', undefined],
  ] as const)('a first creation that fails, on failure %s, leaves %s', async (onFailure, left) => {
    sandbox.behavior.failCreate.set('Later', 'Limit exceeded');
    await expect(deploy(definition({ onFailure }))).rejects.toMatchObject({
      code: 'STACK_FAILED',
      logicalId: 'Later',
      suggestions: expect.arrayContaining([expect.stringContaining('console.aws.amazon.com/cloudformation')]),
    });
    expect(await status()).toBe(left);
  });

  test('a rollback that is stuck skips the resources that are named, of those that it is stuck on', async () => {
    await deploy();
    sandbox.behavior.failUpdate.set('Later', 'no').set('rollback of Topic', 'never');
    const both = definition({ displayName: 'second', parameters: { Label: 'two' } });
    // What failed first is the cause; what would not go back is what has to be mended.
    await expect(deploy(both)).rejects.toMatchObject({
      code: 'STACK_FAILED',
      logicalId: 'Later',
      message: expect.stringContaining('UPDATE_ROLLBACK_FAILED (its rollback is stuck)'),
      suggestions: expect.arrayContaining([
        expect.stringMatching(/stuck on Topic\..*`cvs deploy --skip-resource Topic`/),
      ]),
    });
    sandbox.behavior.failUpdate.delete('Later');
    await expect(deploy(both)).rejects.toMatchObject({
      suggestions: expect.arrayContaining([expect.stringContaining('--skip-resource Topic')]),
    });
    requests.length = 0;
    await expect(deploy({ ...both, skipResources: ['Topic', 'Kept'] })).resolves.toMatchObject({ status: 'updated' });
    const skipped = [...(sent('ContinueUpdateRollback') ?? [])].filter(([key]) => key.startsWith('ResourcesToSkip'));
    expect(skipped).toEqual([['ResourcesToSkip.member.1', 'Topic']]);
  });
});

describe('detached', () => {
  test('it returns when the operation has started, and does not wait for other operations', async () => {
    let open = () => {};
    sandbox.behavior.gate = new Promise((resolve) => {
      open = () => resolve();
    });
    const detached = () => deployStack({ ...sandbox.context, detach: true, stack: definition() });
    await expect(detached()).resolves.toMatchObject({ status: 'under-way' });
    expect(await status()).toBe('CREATE_IN_PROGRESS');
    await expect(detached()).resolves.toMatchObject({ status: 'under-way' });
    open();
    await expect(deploy()).resolves.toMatchObject({ status: 'unchanged' });
  });
});
