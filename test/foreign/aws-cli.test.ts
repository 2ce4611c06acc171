import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { eventually } from '../support/service-server.js';
import { startTestSandbox } from '../support/test-sandbox.js';
import { describeClient, runClient } from './support/foreign-client.js';

const QUEUE = '{ Type: AWS::SQS::Queue }';

describeClient('the AWS CLI', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    folder = await mkdtemp(join(tmpdir(), 'cvs-aws-cli-'));
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  function aws(...args: string[]) {
    return runClient('aws', ['--endpoint-url', sandbox.endpoint, '--output', 'json', ...args], { ...sandbox, folder });
  }

  /** The AWS CLI names a change set by the second: two in the same second have one name, which AWS refuses too. */
  async function deploy(resources: string) {
    await sleep(1000 - (Date.now() % 1000));
    await writeFile(join(folder, 'app.yaml'), `Resources: { ${resources} }\nOutputs: { Url: { Value: !Ref A } }\n`);
    return aws('cloudformation', 'deploy', '--stack-name', 'app', '--template-file', 'app.yaml', '--tags', 'who=me');
  }

  async function stack() {
    const { stdout } = await aws('cloudformation', 'describe-stacks', '--stack-name', 'app');
    return JSON.parse(stdout).Stacks[0] as Record<string, unknown>;
  }

  test('deploys, changes, breaks, rolls back and deletes a stack', async () => {
    expect((await deploy(`A: ${QUEUE}`)).text).toContain('Successfully created/updated stack - app');
    expect(await stack()).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      Tags: [{ Key: 'who', Value: 'me' }],
      Outputs: [{ OutputKey: 'Url', OutputValue: expect.stringContaining('/app-A-') }],
    });
    expect((await deploy(`A: ${QUEUE}`)).text).toContain('No changes to deploy. Stack app is up to date');
    expect(await deploy(`A: ${QUEUE}, B: ${QUEUE}`)).toMatchObject({ code: 0 });
    const properties = 'Protocol: sqs, Endpoint: !GetAtt A.Arn, TopicArn: "arn:aws:sns:eu-west-1:123456789012:nowhere"';
    const broken = await deploy(`A: ${QUEUE}, C: { Type: AWS::SNS::Subscription, Properties: { ${properties} } }`);
    expect(broken.text).toContain('Failed to create/update the stack.');
    expect(await stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    await aws('cloudformation', 'delete-stack', '--stack-name', 'app');
    await eventually(
      () => aws('cloudformation', 'describe-stacks', '--stack-name', 'app'),
      ({ text }) =>
        text.includes(
          'An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id app does not exist',
        ),
    );
  }, 300_000);

  test('copies a folder to a bucket and back', async () => {
    await aws('s3', 'mb', 's3://mine');
    await writeFile(join(folder, 'ü & +.txt'), 'hello');
    expect((await aws('s3', 'sync', '.', 's3://mine/in')).code).toBe(0);
    expect((await aws('s3', 'sync', 's3://mine/in', 'out')).text).toContain('out/ü & +.txt');
    expect((await aws('s3', 'rb', '--force', 's3://mine')).text).toContain('remove_bucket: mine');
  }, 120_000);

  test('reads what the sandbox does not have', async () => {
    const type = ['--type', 'RESOURCE', '--type-name', 'AWS::SQS::Queue'];
    expect((await aws('cloudformation', 'describe-type', ...type)).text).toContain(
      'The sandbox does not support cloudformation:DescribeType.',
    );
  });
});
