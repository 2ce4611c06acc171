import { fileURLToPath } from 'node:url';
import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AssetSources } from '../../src/lib/assets/assets.js';
import { buildAssets } from '../../src/lib/assets/build-assets.js';
import { publishAssets } from '../../src/lib/assets/publish-assets.js';
import { AwsClients } from '../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../src/lib/clock.js';
import { silent } from '../../src/lib/progress.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.js';
import { eventually } from '../support/service-server.js';
import { packageSources, SETTINGS } from './filled-templates.js';

let sandbox: Sandbox;
let clients: AwsClients;
let sources: AssetSources;

beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    speed: 1_000_000,
    clock: systemClock,
    packageRoot: fileURLToPath(new URL('../..', import.meta.url)),
    log: () => {},
    regions: [],
  });
  clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  sources = await packageSources();
});

afterAll(async () => {
  await clients.close();
  await sandbox.close();
});

interface Request {
  name: string;
  body: string;
  parameters: Record<string, string>;
}

const input = ({ name, body, parameters }: Request) => ({
  StackName: name,
  TemplateBody: body,
  Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  Capabilities: ['CAPABILITY_IAM' as const],
});

/** Waits until the stack is at rest, and gives its outputs. */
async function settled(cloudFormation: CloudFormationClient, id: string): Promise<Record<string, string>> {
  const stack = await eventually(
    async () => (await cloudFormation.send(new DescribeStacksCommand({ StackName: id }))).Stacks?.[0],
    (one) => /_COMPLETE$|_FAILED$/.test(one?.StackStatus ?? '') && !/CLEANUP/.test(one?.StackStatus ?? ''),
  );
  if (!/^(CREATE|UPDATE|DELETE)_COMPLETE$/.test(stack?.StackStatus ?? '')) {
    const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: id }));
    const failed = StackEvents?.filter((event) => event.ResourceStatus?.endsWith('FAILED'));
    throw new Error(`${stack?.StackStatus}: ${failed?.map((one) => one.ResourceStatusReason).join('; ')}`);
  }
  return Object.fromEntries((stack?.Outputs ?? []).map((one) => [one.OutputKey ?? '', one.OutputValue ?? '']));
}

async function create(cloudFormation: CloudFormationClient, request: Request) {
  const { StackId = '' } = await cloudFormation.send(new CreateStackCommand(input(request)));
  return { id: StackId, outputs: await settled(cloudFormation, StackId) };
}

async function remove(cloudFormation: CloudFormationClient, id: string) {
  await cloudFormation.send(new DeleteStackCommand({ StackName: id }));
  await settled(cloudFormation, id);
}

describe('the copilot stack', () => {
  const name = 'versions-copilot';
  const parameters = {
    ClusteredVideoStreamName: 'versions',
    RegionOne: 'eu-west-1',
    RegionOneDistributionDomain: 'd111111abcdef8.cloudfront.net',
    RegionTwo: 'eu-west-2',
    RegionTwoDistributionDomain: 'd222222abcdef8.cloudfront.net',
  };
  const body = (code: string) =>
    buildAssets(SETTINGS, { ...sources, code: { ...sources.code, copilot: code } }).templates.copilot.body;

  test('publishes a version for other parameters and for other code, and keeps the old ones', async () => {
    const cloudFormation = await clients.cloudFormation('us-east-1');
    const { id, outputs } = await create(cloudFormation, { name, parameters, body: body(sources.code.copilot) });
    expect(outputs.CopilotLambdaVersion).toBe('1');

    const update = async (request: Request) => {
      await cloudFormation.send(new UpdateStackCommand(input(request)));
      return (await settled(cloudFormation, id)).CopilotLambdaVersion;
    };
    const off = { ...parameters, AutomaticFailover: 'off' };
    expect(await update({ name, parameters: off, body: body(sources.code.copilot) })).toBe('2');
    expect(await update({ name, parameters: off, body: body(`${sources.code.copilot};`) })).toBe('3');

    const lambda = new LambdaClient({
      region: 'us-east-1',
      endpoint: sandbox.endpoint,
      credentials: sandbox.credentials,
    });
    const versions = () => lambda.send(new ListVersionsByFunctionCommand({ FunctionName: outputs.CopilotLambdaArn }));
    const published = async () => (await versions()).Versions?.map((one) => one.Version).sort();
    expect(await published()).toEqual(['$LATEST', '1', '2', '3'].sort());

    // Replicas of a function outlive its associations by hours: the stack is deleted, the function is retained.
    await remove(cloudFormation, id);
    expect(await published()).toHaveLength(4);
    const again = await create(cloudFormation, { name, parameters, body: body(sources.code.copilot) });
    expect(again.outputs.CopilotLambdaArn).not.toBe(outputs.CopilotLambdaArn);
    lambda.destroy();
  });
});

describe('the regional stacks', () => {
  test('can be deployed again after they were deleted, whatever was retained', async () => {
    const region = 'eu-west-1';
    const built = buildAssets(SETTINGS, sources);
    await publishAssets({
      built,
      regions: [region],
      clients,
      createBuckets: true,
      tags: {},
      report: silent,
      clock: systemClock,
    });
    const cloudFormation = await clients.cloudFormation(region);
    const buckets: (string | undefined)[] = [];
    for (let round = 0; round < 2; round += 1) {
      const detector = await create(cloudFormation, {
        name: 'again-stale-playlist-detector',
        body: built.templates['stale-playlist-detector'].body,
        parameters: {
          DistributionDomain: 'd1again.cloudfront.localhost:1',
          DistributionPlaylistUrl: 'http://d1again.cloudfront.localhost:1/index.m3u8',
          OriginPlaylistUrl: 'http://origin.localhost:1/index.m3u8',
        },
      });
      const instance = await create(cloudFormation, {
        name: 'again-clustered-video-stream-instance',
        body: built.templates['clustered-video-stream-instance'].body,
        parameters: {
          ClusteredVideoStreamName: 'again',
          RegionOne: 'eu-west-1',
          RegionTwo: 'eu-west-2',
          CloudfrontDistributionId: 'E1A2B3C4D5E6F7',
          PlaylistAlertTopicArn: detector.outputs.TopicArn ?? '',
        },
      });
      expect(detector.outputs.QueueUrl).toMatch(/^https?:/);
      expect(instance.outputs).toMatchObject({ CloudfrontDistributionId: 'E1A2B3C4D5E6F7' });
      expect(instance.outputs.OriginAccessControl).toMatch(/^E[A-Z0-9]{5,}$/);
      buckets.push(instance.outputs.MasterPlaylistBucket);
      await remove(cloudFormation, instance.id);
      await remove(cloudFormation, detector.id);
    }
    expect(new Set(buckets).size).toBe(2);
  });
});

test('a property that AWS does not have fails its stack with CloudFormation’s message', async () => {
  const cloudFormation = await clients.cloudFormation('eu-west-1');
  const body = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { Displayname: 'a' } } } });
  await expect(create(cloudFormation, { name: 'misspelt', body, parameters: {} })).rejects.toThrow(
    /ROLLBACK_COMPLETE: .*Properties validation failed for resource Topic with message:\s#: extraneous key \[Displayname\] is not permitted/,
  );
});

test('an own domain, a protected table and alarms that notify', async () => {
  const built = buildAssets(SETTINGS, sources);
  const arn = 'arn:aws:sns:eu-west-1:123456789012:on-call';
  const regions = { ClusteredVideoStreamName: 'options', RegionOne: 'eu-west-1', RegionTwo: 'eu-west-2' };
  const copilot = await create(await clients.cloudFormation('us-east-1'), {
    name: 'options-copilot',
    body: built.templates.copilot.body,
    parameters: {
      ...regions,
      RegionOneDistributionDomain: 'd111111abcdef8.cloudfront.net',
      RegionTwoDistributionDomain: 'd222222abcdef8.cloudfront.net',
    },
  });
  const instances = await Promise.all(
    ['eu-west-1', 'eu-west-2'].map(async (region) => {
      await publishAssets({
        built,
        regions: [region],
        clients,
        createBuckets: true,
        tags: {},
        report: silent,
        clock: systemClock,
      });
      const sns = new SNSClient({ region, endpoint: sandbox.endpoint, credentials: sandbox.credentials });
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
      sns.destroy();
      return create(await clients.cloudFormation(region), {
        name: 'options-clustered-video-stream-instance',
        body: built.templates['clustered-video-stream-instance'].body,
        parameters: {
          ...regions,
          CloudfrontDistributionId: 'E1A2B3C4D5E6F7',
          PlaylistAlertTopicArn: TopicArn,
          AlarmTopicArn: arn.replace('eu-west-1', region),
        },
      });
    }),
  );
  const cloudFormation = await clients.cloudFormation('eu-west-1');
  const { acm } = sandbox.services;
  const certificate = acm.request('us-east-1', 'live.example.com');
  await eventually(
    async () => acm.get(certificate.arn).status,
    (status) => status === 'ISSUED',
  );
  const { id, outputs } = await create(cloudFormation, {
    name: 'options-clustered-video-stream',
    body: built.templates['clustered-video-stream'].body,
    parameters: {
      ...regions,
      RegionOneCloudfrontDistributionId: 'E1A2B3C4D5E6F7',
      RegionOneMasterPlaylistBucket: instances[0]?.outputs.MasterPlaylistBucket ?? '',
      RegionOneOriginAccessControl: instances[0]?.outputs.OriginAccessControl ?? '',
      RegionTwoCloudfrontDistributionId: 'E2A2B3C4D5E6F7',
      RegionTwoMasterPlaylistBucket: instances[1]?.outputs.MasterPlaylistBucket ?? '',
      RegionTwoOriginAccessControl: instances[1]?.outputs.OriginAccessControl ?? '',
      CopilotLambdaArn: copilot.outputs.CopilotLambdaArn ?? '',
      CopilotLambdaVersion: copilot.outputs.CopilotLambdaVersion ?? '',
      DeletionProtection: 'yes',
      ViewerDomainName: 'live.example.com',
      ViewerCertificateArn: certificate.arn,
    },
  });
  const { config } = sandbox.cloudFront.distributions.get(outputs.MasterPlaylistDistributionId ?? '');
  expect(config.Aliases?.Items).toEqual(['live.example.com']);
  expect(config.ViewerCertificate).toMatchObject({
    ACMCertificateArn: certificate.arn,
    SSLSupportMethod: 'sni-only',
    MinimumProtocolVersion: 'TLSv1.2_2021',
  });
  for (const region of ['eu-west-1', 'eu-west-2']) {
    const dynamoDb = await clients.dynamoDb(region);
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: 'options' }));
    expect(Table?.DeletionProtectionEnabled).toBe(true);
    await expect(dynamoDb.send(new DeleteTableCommand({ TableName: 'options' }))).rejects.toThrow(
      /deletion protection/i,
    );
  }
  // The stack is deleted; what it protects is retained.
  await remove(cloudFormation, id);
  expect(sandbox.services.dynamodb.hasTable('eu-west-1', 'options')).toBe(true);
});
