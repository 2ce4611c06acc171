import { expect, test } from '@jest/globals';
import type { SandboxEnvironment } from '../../../../src/sandbox/environment.js';
import { LostRegions } from '../../../../src/sandbox/lost-regions.js';
import { Lambda } from '../../../../src/sandbox/services/lambda/model/lambda.js';
import { FakeClock } from '../../../support/fake-clock.js';

const SPEED = 10;

const settings = {
  ...{
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    role: 'arn:aws:iam::123456789012:role/copilot',
    description: '',
  },
  ...{ timeout: 3, memorySize: 128, environment: {}, architectures: ['x86_64'] },
};
const code = { files: {}, sha256: 'a', size: 1 };

// "Lambda function states", AWS Lambda Developer Guide. CloudFormation is done with a version while it is Pending:
// aws-samples/cloudfront-authorization-at-edge issue 245. Its work on a version lasts 10 s here.
test('a published version is Pending for 15 s of the real service, longer than CloudFormation works on it', async () => {
  const clock = new FakeClock();
  const env = { accountId: '123456789012', clock, speed: SPEED } as unknown as SandboxEnvironment;
  const lambda = new Lambda(env, { deliver: async () => {}, lost: new LostRegions() });
  const store = lambda.functions;
  const record = store.create('us-east-1', 'copilot', settings, code, {});
  const { version } = store.publish(record);
  expect(store.stateOf(record.latest)).toBe('Active');
  expect(store.stateOf(version)).toBe('Pending');
  await clock.advance(12_000 / SPEED);
  expect(lambda.stateOf(`${record.arn}:1`)).toBe('Pending');
  const invocation = { region: 'us-east-1', qualifier: '1' };
  for (const invoke of [lambda.invoke, lambda.invokeAsync]) {
    await expect(invoke.call(lambda, 'copilot', {}, invocation)).rejects.toMatchObject({
      code: 'ResourceConflictException',
      message: expect.stringContaining('in the following state: Pending'),
    });
  }
  await clock.advance(3000 / SPEED);
  expect(store.stateOf(version)).toBe('Active');
  expect(lambda.stateOf(`${record.arn}:2`)).toBeUndefined();
});
