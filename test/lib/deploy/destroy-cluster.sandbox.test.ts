import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { deployStack } from '../../../src/lib/cloudformation/deploy-stack.js';
import { destroyCluster } from '../../../src/lib/deploy/destroy-cluster.js';
import { runError } from '../../../src/lib/deploy/outcome.js';
import type { DestroyOptions } from '../../../src/lib/deploy/walk-options.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { clusterStacks } from '../../../src/lib/parts/stacks/cluster-stacks.js';
import { FakeCloudFront } from '../../support/fake-cloudfront.js';
import { springFinal } from '../../support/spring-final.js';
import { definition, type StackSandbox, startStackSandbox } from '../cloudformation/stack-sandbox.js';

const COPILOT = 'arn:aws:lambda:us-east-1:123456789012:function:copilot';

/** The calls of S3 and DynamoDB that a deletion of data makes. */
function fakeData(calls: string[]) {
  const send =
    (region: string) => async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
      const { Bucket, TableName } = command.input;
      calls.push(`${command.constructor.name} ${region} ${Bucket ?? TableName}`);
      const times = calls.filter((one) => one === calls.at(-1)).length;
      if (command.constructor.name === 'ListObjectVersionsCommand') {
        return times > 1
          ? {}
          : { Versions: [{ Key: 'a', VersionId: '1' }], DeleteMarkers: [{ Key: 'b', VersionId: '2' }] };
      }
      if (command.constructor.name === 'DeleteTableCommand' && times > 2) {
        throw Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' });
      }
      if (command.constructor.name === 'DescribeTableCommand') return { Table: { TableName } };
      if (command.constructor.name === 'GetCallerIdentityCommand') return { Account: '123456789012' };
      return {};
    };
  const client = async (region: string) => ({ send: send(region) });
  // The SDK's paginators take nothing but a client of its own.
  const s3 = async (region: string) => Object.assign(Object.create(S3Client.prototype), { send: send(region) });
  return { s3, dynamoDb: client, sts: client };
}

describe('destroyCluster', () => {
  let sandbox: StackSandbox;
  let cloudFront: FakeCloudFront;
  let options: DestroyOptions;
  let dataCalls: string[];
  let deletions: string[];

  beforeEach(async () => {
    sandbox = await startStackSandbox();
    cloudFront = new FakeCloudFront();
    dataCalls = [];
    deletions = [];
    for (const { distributionId } of springFinal.regions) {
      const association = {
        EventType: 'origin-request',
        LambdaFunctionARN: `${COPILOT}:1`,
        IncludeBody: false,
      } as const;
      cloudFront.add(distributionId, {
        DefaultCacheBehavior: {
          TargetOriginId: 'packager',
          ViewerProtocolPolicy: 'https-only',
          LambdaFunctionAssociations: { Quantity: 1, Items: [association] },
        },
      });
    }
    sandbox.intercept((request) => {
      const form = new URLSearchParams(request.body.toString());
      const name = form.get('StackName')?.split('/')[1];
      if (form.get('Action') === 'DeleteStack') deletions.push(`${request.region} ${name}`);
      return undefined;
    });
    const clients = {
      cloudFormation: (region: string) => sandbox.context.clients.cloudFormation(region),
      cloudFront: () => cloudFront.clients().cloudFront(),
      ...fakeData(dataCalls),
    } as unknown as AwsClients;
    options = { ...sandbox.context, clients, http: {} as HttpClient, cluster: springFinal, deleteData: false };
  });

  afterEach(() => sandbox.close());

  async function deployAll(except: readonly string[] = [], adoptedTable = false): Promise<void> {
    for (const { stackName, region, template, id } of clusterStacks(springFinal)) {
      if (except.includes(id)) continue;
      const plain = definition({ name: stackName, region });
      const template_ = JSON.parse(plain.templateBody);
      template_.Outputs.CopilotLambdaArn = { Value: COPILOT };
      if (adoptedTable && id === 'clustered-video-stream') template_.Outputs.StateTable = { Value: 'spring-final' };
      template_.Resources.Kept.DeletionPolicy = template.endsWith('instance') ? 'Retain' : 'Delete';
      const stack = { ...plain, templateBody: JSON.stringify(template_) };
      await deployStack({ ...sandbox.context, stack });
    }
  }

  test('detaches the copilot and deletes what is used after what uses it', async () => {
    await deployAll();
    const result = await destroyCluster(options);
    expect(runError(result, 'Destroying', 'cvs destroy')).toBeUndefined();
    expect(result.deletedStacks).toHaveLength(6);

    const at = (name: string, region: string) => deletions.indexOf(`${region} spring-final-${name}`);
    const last = at('clustered-video-stream', 'eu-west-1');
    for (const region of ['eu-west-1', 'eu-west-2']) {
      expect(at('clustered-video-stream-instance', region)).toBeGreaterThan(last);
      expect(at('stale-playlist-detector', region)).toBeGreaterThan(at('clustered-video-stream-instance', region));
    }
    expect(at('copilot', 'us-east-1')).toBeGreaterThan(last);
    for (const { distributionId } of springFinal.regions) {
      const associations = cloudFront.config(distributionId).DefaultCacheBehavior?.LambdaFunctionAssociations;
      expect(associations).toEqual({ Quantity: 0 });
    }
  });

  test('says what it left, and touches no data unless asked', async () => {
    await deployAll();
    const result = await destroyCluster(options);
    expect(result.left.map(({ region, physicalId, why }) => [region, physicalId, why]).sort()).toEqual([
      ['eu-west-1', 'kept', 'data'],
      ['eu-west-2', 'kept', 'data'],
    ]);
    expect(dataCalls).toEqual([]);
  });

  test('names the state table too where an earlier deployment had made it', async () => {
    await deployAll([], true);
    const result = await destroyCluster(options);
    expect(result.left).toContainEqual(
      expect.objectContaining({ resourceType: 'AWS::DynamoDB::GlobalTable', physicalId: 'spring-final', why: 'data' }),
    );
  });

  test('with deleteData empties and deletes the buckets, and the table in every region, the source last', async () => {
    await deployAll();
    const result = await destroyCluster({ ...options, deleteData: true });
    expect(result.left).toEqual([]);
    expect(result.deletedData).toHaveLength(4);
    expect(dataCalls.filter((call) => call.includes(' eu-west-2 kept'))).toEqual([
      'ListObjectVersionsCommand eu-west-2 kept',
      'DeleteObjectsCommand eu-west-2 kept',
      'ListObjectVersionsCommand eu-west-2 kept',
      'DeleteBucketCommand eu-west-2 kept',
    ]);
    const tables = dataCalls.filter((call) => call.startsWith('DeleteTable')).map((call) => call.split(' ')[1]);
    expect(tables).toEqual(['eu-west-2', 'eu-west-2', 'eu-west-2', 'eu-west-1', 'eu-west-1', 'eu-west-1']);
  });

  test('of a deployment that stopped half-way takes down what there is', async () => {
    await deployAll(['clustered-video-stream', 'clustered-video-stream-instance/eu-west-2']);
    const result = await destroyCluster(options);
    expect(result.status).toBe('succeeded');
    expect(result.deletedStacks).toHaveLength(4);
  });

  test('a stack that will not go leaves what it needs, and the rest goes', async () => {
    await deployAll();
    sandbox.behavior.failDelete.set('Topic', 'still in use');
    // Toy resources are the same in every stack: the cluster stack fails first, the others wait for it.
    const result = await destroyCluster(options);
    expect(result.status).toBe('partial');
    expect(runError(result, 'Destroying', 'cvs destroy')).toMatchObject({ exitCode: 4 });
    expect(result.steps.filter((step) => step.status === 'skipped')).toHaveLength(5);
    expect(result.steps.filter((step) => step.id.startsWith('detach/')).map((step) => step.status)).toEqual([
      'succeeded',
      'succeeded',
    ]);
  });

  test('nothing there is an error that names account and regions', async () => {
    await expect(destroyCluster(options)).rejects.toMatchObject({
      code: 'NOTHING_DEPLOYED',
      message: 'Account 123456789012 has no stack of cluster spring-final in eu-west-1, eu-west-2, us-east-1.',
    });
  });
});
