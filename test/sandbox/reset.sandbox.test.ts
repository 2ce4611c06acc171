import { CloudFrontClient, CreateInvalidationCommand, ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHttpClient } from '../../src/lib/http/undici-client.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { startTestSandbox } from '../support/test-sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(async () => {
  await http.close();
  await sandbox.close();
});

const http = createHttpClient();

test('a reset empties the services, ends the faults, and keeps the streams where they are', async () => {
  const settings = {
    region: 'us-east-1',
    endpoint: sandbox.endpoint,
    credentials: sandbox.credentials,
    maxAttempts: 1,
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const cloudFront = new CloudFrontClient(settings);
  const facts = () => sandbox.streams.map(({ origin: _origin, ...stream }) => stream);
  const before = facts();
  const { distributionPlaylistUrl = '' } = before[0] ?? {};
  const get = (url: string) => http.fetch(url);
  await s3.send(new CreateBucketCommand({ Bucket: 'leftover' }));
  sandbox.faults.add({ kind: 'throttle', service: 'cloudfront', perSecond: 0 });
  sandbox.streams[0]?.origin.faults.add({ how: 'status', code: 503 });
  expect((await get(distributionPlaylistUrl)).status).toBe(503);

  await sandbox.reset();

  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  expect(sandbox.faults.list()).toEqual([]);
  expect(facts()).toEqual(before);
  const { DistributionList } = await cloudFront.send(new ListDistributionsCommand({}));
  expect(DistributionList?.Items?.map(({ Id }) => Id)).toEqual(before.map(({ distributionId }) => distributionId));
  expect((await get(distributionPlaylistUrl)).status).toBe(200);
  // Foreign changes and statuses are done to the services that are in use now.
  expect(() =>
    sandbox.faults.add({ kind: 'foreign-change', distributionId: before[0]?.distributionId ?? '' }),
  ).not.toThrow();
  await cloudFront.send(
    new CreateInvalidationCommand({
      DistributionId: before[0]?.distributionId,
      InvalidationBatch: { CallerReference: 'one', Paths: { Quantity: 1, Items: ['/*'] } },
    }),
  );
  s3.destroy();
  cloudFront.destroy();
});
