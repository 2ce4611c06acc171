import { DescribeEventsCommand, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { deployStack } from '../../../src/lib/cloudformation/deploy-stack.js';
import { describeStack } from '../../../src/lib/cloudformation/describe-stack.js';
import { previewStack } from '../../../src/lib/cloudformation/preview-stack.js';
import type { StackDefinition } from '../../../src/lib/cloudformation/stack.js';
import { refuse } from '../../../src/sandbox/api/refusal.js';
import { HookFailure } from '../../../src/sandbox/resources/hook-failure.js';
import { ServiceError } from '../../../src/sandbox/services/service-error.js';
import { definition, type StackSandbox, startStackSandbox } from './stack-sandbox.js';

let sandbox: StackSandbox;

beforeEach(async () => {
  sandbox = await startStackSandbox();
});

afterEach(() => sandbox.close());

const deploy = (stack: StackDefinition = definition()) => deployStack({ ...sandbox.context, stack });
const client = () => sandbox.context.clients.cloudFormation('us-east-1');
const found = () => describeStack(sandbox.context.clients, 'us-east-1', 'spring-final-copilot');

/** A stack with a topic whose name the template gives. */
function named(name: string): StackDefinition {
  const stack = definition();
  const template = JSON.parse(stack.templateBody);
  template.Resources.Topic.Properties.TopicName = name;
  return { ...stack, templateBody: JSON.stringify(template) };
}

// "Validate stack deployments", CloudFormation User Guide; the words are in aws/aws-cdk-cli issue 1000.
describe('a change set that CloudFormation’s early validation refuses', () => {
  beforeEach(() => void sandbox.behavior.existing.add('alerts'));

  test('names the resource and what exists, and nothing is left', async () => {
    await expect(deploy(named('alerts'))).rejects.toMatchObject({
      code: 'CHANGE_SET_FAILED',
      message:
        "CloudFormation refused the change set of spring-final-copilot in us-east-1: Topic (AWS::SNS::Topic): Resource of type 'AWS::SNS::Topic' with identifier 'alerts' already exists.",
      suggestions: [
        expect.stringMatching(/^A resource with this name already exists: delete it/),
        'Nothing was changed.',
      ],
    });
    expect(await found()).toBeUndefined();
    // Before the change set is deleted: with it go the reasons.
    const { actions } = sandbox;
    expect(actions.indexOf('DescribeEvents')).toBeLessThan(actions.indexOf('DeleteChangeSet'));
  });

  test('a plan says the same', async () => {
    await expect(previewStack(sandbox.context, named('alerts'), 'CREATE')).rejects.toThrow(
      /identifier 'alerts' already/,
    );
    expect(await found()).toBeUndefined();
  });

  test('without the permission to ask, CloudFormation’s own sentence stays, with the permission', async () => {
    sandbox.intercept((request) => {
      if (!request.body.toString().includes('Action=DescribeEvents')) return undefined;
      const denied = new ServiceError('AccessDenied', 'not authorized to perform: cloudformation:DescribeEvents', 403);
      return refuse(denied, 'cloudformation', request.headers, '1');
    });
    await expect(deploy(named('alerts'))).rejects.toMatchObject({
      message: expect.stringContaining('[AWS::EarlyValidation::ResourceExistenceCheck]'),
      suggestions: [expect.stringContaining('cloudformation:DescribeEvents'), 'Nothing was changed.'],
    });
    expect(await found()).toBeUndefined();
  });

  test('every reason is told, once, with its place in the resource', async () => {
    const at = { logicalId: 'Topic', resourceType: 'AWS::SNS::Topic' };
    sandbox.behavior.refuseChangeSet = () => ({
      ...at,
      reason: '#/Tags/0: required key [Value] not found',
      by: { validation: 'PROPERTY_VALIDATION', path: '/Resources/Topic/Properties/Tags/0' },
    });
    await expect(deploy(named('alerts'))).rejects.toThrow(
      /us-east-1: Topic \(AWS::SNS::Topic\): #\/Tags\/0: required key \[Value\] not found \(at Properties\.Tags\.0\)$/,
    );
  });

  test('a hook on the change set says why', async () => {
    sandbox.behavior.refuseChangeSet = () => ({
      ...{ logicalId: 'Kept', resourceType: 'AWS::S3::Bucket', reason: 'Buckets need a cost centre.' },
      by: { hook: 'Org::Guard::Tags' },
    });
    await expect(deploy()).rejects.toMatchObject({
      message: expect.stringMatching(/Kept \(AWS::S3::Bucket\): Org::Guard::Tags: Buckets need a cost centre\.$/),
    });
  });
});

test('DescribeEvents wants a stack or the ARN of a change set, and filters', async () => {
  sandbox.behavior.failCreate.set('Topic', 'no');
  await expect(deploy()).rejects.toThrow();
  const send = async (input: object) => (await (await client()).send(new DescribeEventsCommand(input))).OperationEvents;
  await expect(send({ ChangeSetName: 'cvs-1' })).rejects.toThrow(
    'One of ChangeSetName, OperationId or StackName must be specified',
  );
  const failed = (await send({ StackName: 'spring-final-copilot', Filters: { FailedEvents: true } })) ?? [];
  expect(failed.map(({ EventType, LogicalResourceId }) => [EventType, LogicalResourceId])).toContainEqual([
    'PROVISIONING_ERROR',
    'Topic',
  ]);
  expect(failed.every(({ EventType }) => EventType?.endsWith('_ERROR'))).toBe(true);
});

// "StackEvent", CloudFormation API Reference; aws/aws-cdk issue 21674: the resource's event names the hook only.
test('a hook that refuses a resource is named with its reason, in the error and while it happens', async () => {
  sandbox.behavior.hooks.set('Topic', new HookFailure('Org::Guard::Encryption', 'Topics must be encrypted.'));
  await expect(deploy()).rejects.toMatchObject({
    code: 'STACK_FAILED',
    message: expect.stringContaining(
      'Topic (AWS::SNS::Topic): The following hook(s) failed: [Org::Guard::Encryption]. Org::Guard::Encryption: Topics must be encrypted.',
    ),
    suggestions: expect.arrayContaining([expect.stringMatching(/^A hook of the account/)]),
  });
  expect(sandbox.events).toContainEqual(
    expect.objectContaining({
      type: 'stack-event',
      logicalId: 'Topic',
      status: 'CREATE_IN_PROGRESS',
      reason: 'Org::Guard::Encryption: Topics must be encrypted.',
    }),
  );
});

test('no two events of a stack have the same time', async () => {
  await deploy();
  const { StackEvents = [] } = await (await client()).send(
    new DescribeStackEventsCommand({ StackName: 'spring-final-copilot' }),
  );
  const times = StackEvents.map(({ Timestamp }) => Timestamp?.getTime());
  expect(new Set(times).size).toBe(times.length);
  expect(times).toEqual(times.toSorted((a, b) => Number(b) - Number(a)));
});

// aws/aws-sdk-js-v3 issue 6494; "Changes that I make are not always immediately visible", IAM User Guide.
describe('a resource that is refused because its role is seconds old', () => {
  const young = 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.';
  const warnings = () => sandbox.events.flatMap((event) => (event.type === 'warning' ? event.message : []));

  /** Fails so often, then works. */
  function refuseTimes(messages: Map<string, string>, times: number): void {
    let left = times;
    messages.get = (id) => {
      if (id !== 'Topic' || left === 0) return undefined;
      left -= 1;
      return young;
    };
  }

  test('is made at the second try of the same deployment', async () => {
    refuseTimes(sandbox.behavior.failCreate, 1);
    await expect(deploy()).resolves.toMatchObject({ status: 'created' });
    expect(warnings()).toContainEqual(expect.stringMatching(/Topic was refused for now: .*Trying once more\.$/));
  });

  test('is changed at the second try of the same deployment', async () => {
    await deploy();
    refuseTimes(sandbox.behavior.failUpdate, 1);
    await expect(deploy(definition({ displayName: 'second' }))).resolves.toMatchObject({ status: 'updated' });
  });

  test('and refused again ends the deployment, with advice that fits', async () => {
    refuseTimes(sandbox.behavior.failCreate, 9);
    await expect(deploy()).rejects.toMatchObject({
      code: 'STACK_FAILED',
      suggestions: expect.arrayContaining([expect.stringMatching(/a new role known\. Run the same command again/)]),
    });
  });

  test('is not tried again where the operator wants to keep what was made', async () => {
    refuseTimes(sandbox.behavior.failCreate, 1);
    await expect(deploy(definition({ onFailure: 'keep' }))).rejects.toMatchObject({ status: 'CREATE_FAILED' });
  });
});
