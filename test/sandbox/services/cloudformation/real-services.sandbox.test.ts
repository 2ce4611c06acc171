import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ListQueueTagsCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import type { Sandbox } from '../../../../src/sandbox/start-sandbox.js';
import { eventually } from '../../../support/service-server.js';
import { startTestSandbox } from '../../../support/test-sandbox.js';

const REGION = 'eu-west-1';

let sandbox: Sandbox;
let clients: AwsClients;
let cloudFormation: CloudFormationClient;

beforeAll(async () => {
  sandbox = await startTestSandbox({ speed: 100_000, regions: [] });
  clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  cloudFormation = await clients.cloudFormation(REGION);
});
afterAll(async () => {
  await clients.close();
  await sandbox.close();
});

async function settled(id: string): Promise<Stack | undefined> {
  return eventually(
    async () => (await cloudFormation.send(new DescribeStacksCommand({ StackName: id }))).Stacks?.[0],
    (stack) => !stack?.StackStatus?.endsWith('_IN_PROGRESS'),
  );
}

async function messageOf(id: string, logicalId: string): Promise<string | undefined> {
  const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: id }));
  return StackEvents?.find((one) => one.LogicalResourceId === logicalId && one.ResourceStatus === 'DELETE_FAILED')
    ?.ResourceStatusReason;
}

test('a stack with a bucket that is not empty is deleted only when the bucket is retained', async () => {
  const body = {
    Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Topic: { Type: 'AWS::SNS::Topic' } },
    Outputs: { Bucket: { Value: { Ref: 'Bucket' } } },
  };
  const { StackId: id = '' } = await cloudFormation.send(
    new CreateStackCommand({ StackName: 'full', TemplateBody: JSON.stringify(body) }),
  );
  const Bucket = (await settled(id))?.Outputs?.[0]?.OutputValue;
  const s3 = await clients.s3(REGION);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));

  await cloudFormation.send(new DeleteStackCommand({ StackName: id }));
  const failed = await settled(id);
  expect(failed?.StackStatus).toBe('DELETE_FAILED');
  expect(failed?.StackStatusReason).toContain('The following resource(s) failed to delete: [Bucket]');
  expect(await messageOf(id, 'Bucket')).toContain('The bucket you tried to delete is not empty');

  await cloudFormation.send(new DeleteStackCommand({ StackName: id, RetainResources: ['Bucket'] }));
  expect((await settled(id))?.StackStatus).toBe('DELETE_COMPLETE');
  await s3.send(new HeadBucketCommand({ Bucket }));
});

test('an update that is rolled back leaves a service’s resource with the properties and tags that it had', async () => {
  const body = (seconds: number, more: object = {}) =>
    JSON.stringify({
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: seconds } }, ...more },
      Outputs: { Queue: { Value: { Ref: 'Queue' } } },
    });
  const tags = (Value: string) => [{ Key: 'team', Value }];
  const { StackId: id = '' } = await cloudFormation.send(
    new CreateStackCommand({ StackName: 'back', TemplateBody: body(30), Tags: tags('live') }),
  );
  const QueueUrl = (await settled(id))?.Outputs?.[0]?.OutputValue;
  const policy = {
    Type: 'AWS::SQS::QueuePolicy',
    DependsOn: 'Queue',
    Properties: { Queues: ['https://sqs.eu-west-1.amazonaws.com/123456789012/nowhere'], PolicyDocument: {} },
  };
  await cloudFormation.send(
    new UpdateStackCommand({ StackName: id, TemplateBody: body(60, { Policy: policy }), Tags: tags('other') }),
  );
  expect((await settled(id))?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');

  const sqs = new SQSClient({ region: REGION, endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes?.VisibilityTimeout).toBe('30');
  expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags?.team).toBe('live');
  sqs.destroy();

  const events = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: id }));
  // It was changed, and changed back.
  const changes = events.StackEvents?.filter(
    (one) => one.LogicalResourceId === 'Queue' && one.ResourceStatus === 'UPDATE_COMPLETE',
  );
  expect(changes).toHaveLength(2);
});
