import { DescribeTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/lib/clock.js';
import { destroyCluster } from '../../../src/lib/deploy/destroy-cluster.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { findClusterData } from '../../../src/lib/parts/retained-data/cluster-data.js';
import { findStacks } from '../../../src/lib/parts/stacks/find-stacks.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';

const NAME = 'goes';
const REGIONS = ['eu-west-1', 'eu-west-2'];

let deployed: DeployedSandbox;
const warnings: string[] = [];

beforeAll(async () => {
  deployed = await startDeployedSandbox(NAME, { speed: 100_000 }, (cluster) => ({
    ...cluster,
    stateTable: { deletionProtection: true },
  }));
});
afterAll(() => deployed.close());

const destroy = (deleteData: boolean) =>
  destroyCluster({
    cluster: deployed.cluster,
    clients: deployed.clients,
    http: createHttpClient(),
    clock: systemClock,
    random: Math.random,
    report: (event) => {
      if (event.type === 'warning') warnings.push(event.message);
    },
    signal: new AbortController().signal,
    deleteData,
  });

const data = () => findClusterData(deployed.clients, deployed.cluster);

test('a protected table stops a deletion of data before anything is deleted', async () => {
  await expect(destroy(true)).rejects.toMatchObject({
    code: 'DATA_PROTECTED',
    message: `The state table ${NAME} is protected against deletion in eu-west-1 and eu-west-2. Nothing was deleted.`,
    suggestions: [
      expect.stringContaining('deletionProtection: false'),
      expect.stringContaining(`--table-name ${NAME} --no-deletion-protection-enabled --region eu-west-1`),
    ],
  });
  const stacks = await findStacks(deployed.clients, deployed.cluster);
  expect(stacks).toHaveLength(6);
  // The cluster stack's own protection holds too, until the deletion that was asked for takes it off.
  expect(stacks.find(({ id }) => id === 'clustered-video-stream')?.found.terminationProtection).toBe(true);
});

test('stacks go without their data; the data goes later, with every version, and nothing of others', async () => {
  const stacksOnly = await destroy(false);
  expect(stacksOnly.status).toBe('succeeded');
  const { tables, buckets } = await data();
  expect(tables.map(({ region }) => region)).toEqual(REGIONS);
  expect(buckets.map(({ region }) => region)).toEqual(REGIONS);

  const s3 = await deployed.clients.s3('eu-west-1');
  const Bucket = buckets[0]?.bucket;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'playlist.m3u8', Body: 'another version' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'playlist.m3u8' }));
  // Its name begins as the cluster's do, and somebody tagged it so; but no stack of the cluster made it.
  const other = `${NAME}-other`;
  await s3.send(
    new CreateBucketCommand({ Bucket: other, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  const TagSet = [{ Key: 'cvs:cluster', Value: NAME }];
  await s3.send(new PutBucketTaggingCommand({ Bucket: other, Tagging: { TagSet } }));
  // Another team's, which keeps it to itself (cloud-custodian#9793).
  const theirs = `${buckets[0]?.bucket.slice(0, -12)}theirs-12345`;
  await s3.send(
    new CreateBucketCommand({ Bucket: theirs, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  const Deny = { Effect: 'Deny', Principal: '*', Action: 's3:GetBucketTagging', Resource: `arn:aws:s3:::${theirs}` };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Deny] });
  await s3.send(new PutBucketPolicyCommand({ Bucket: theirs, Policy }));

  await expect(destroy(true)).rejects.toMatchObject({ code: 'DATA_PROTECTED' });
  for (const region of REGIONS) {
    const dynamoDb = await deployed.clients.dynamoDb(region);
    await dynamoDb.send(new UpdateTableCommand({ TableName: NAME, DeletionProtectionEnabled: false }));
  }
  const dataOnly = await destroy(true);
  expect(dataOnly.status).toBe('succeeded');
  expect(dataOnly.deletedData.map(({ region, physicalId }) => `${region} ${physicalId}`).sort()).toEqual(
    [...REGIONS.map((region) => `${region} ${NAME}`), ...buckets.map((one) => `${one.region} ${one.bucket}`)].sort(),
  );
  expect(await data()).toEqual({ tables: [], buckets: [], unreadable: [{ region: 'eu-west-1', bucket: theirs }] });
  await s3.send(new HeadBucketCommand({ Bucket: theirs }));
  expect(warnings).toEqual([expect.stringContaining(`The bucket ${theirs} in eu-west-1 was left`)]);
  await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
  await s3.send(new HeadBucketCommand({ Bucket: other }));
  const dynamoDb = await deployed.clients.dynamoDb('eu-west-2');
  await expect(dynamoDb.send(new DescribeTableCommand({ TableName: NAME }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(destroy(true)).rejects.toMatchObject({ code: 'NOTHING_DEPLOYED' });
});
