import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BuiltAssets } from '../../../src/lib/assets/assets.js';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { assetRegions, publishAssets } from '../../../src/lib/assets/publish-assets.js';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { silent } from '../../../src/lib/progress.js';
import { exampleCluster } from '../../support/example-cluster.js';
import { type ServiceServer, startServices } from '../../support/service-server.js';

const REGIONS = ['eu-west-1', 'eu-west-2', 'us-east-1'];

let server: ServiceServer;
let clients: AwsClients;

beforeAll(async () => {
  server = await startServices();
  clients = new AwsClients({
    endpoint: server.endpoint,
    credentials: server.env.keys.owner,
  });
});

afterAll(async () => {
  await clients.close();
  await server.stop();
});

/** Assets whose buckets no other test uses. */
function assets(bucketBaseName: string, version = '1.0.0'): BuiltAssets {
  const template = 'a: %%VERSION%%\n';
  return buildAssets(
    { bucketBaseName, project: 'cvs', version },
    {
      templates: {
        'stale-playlist-detector': template,
        copilot: template,
        'clustered-video-stream-instance': template,
        'clustered-video-stream': template,
      },
      code: { 'stale-playlist-detector': '1', 'playlist-alert-handler': '2', copilot: '3' },
    },
  );
}

const publish = (built: BuiltAssets, createBuckets: boolean, use = clients) =>
  publishAssets({ built, regions: REGIONS, clients: use, createBuckets, report: silent });

describe('publishAssets', () => {
  test('makes the buckets when asked to, uploads everything to each region, and the second time nothing', async () => {
    const built = assets('twice');
    const first = await publish(built, true);
    expect(first.createdBuckets.sort()).toEqual(['twice-eu-west-1', 'twice-eu-west-2', 'twice-us-east-1']);
    expect(first.uploaded).toHaveLength(18);
    expect(first.uploaded).toContain('s3://twice-eu-west-2/cvs/1.0.0/copilot.template');
    const second = await publish(built, false);
    expect(second).toMatchObject({ uploaded: [], createdBuckets: [] });
    expect(second.unchanged).toHaveLength(18);
  });

  test('what it uploads is what was built', async () => {
    const built = assets('bytes');
    await publish(built, true);
    const s3 = await clients.s3('eu-west-1');
    for (const { key, body } of [...built.packages, ...Object.values(built.templates)]) {
      const object = await s3.send(new GetObjectCommand({ Bucket: 'bytes-eu-west-1', Key: key }));
      expect(Buffer.from((await object.Body?.transformToByteArray()) ?? [])).toEqual(Buffer.from(body));
    }
  });

  test('an object that differs is replaced, and only that one', async () => {
    const built = assets('differs');
    await publish(built, true);
    const s3 = await clients.s3('eu-west-1');
    const key = built.templates.copilot.key;
    await s3.send(new PutObjectCommand({ Bucket: 'differs-eu-west-1', Key: key, Body: 'edited' }));
    expect((await publish(built, false)).uploaded).toEqual([`s3://differs-eu-west-1/${key}`]);
  });

  test('a missing bucket is named with a suggestion, and nothing is uploaded anywhere', async () => {
    const s3 = await clients.s3('eu-west-1');
    await s3.send(
      new CreateBucketCommand({
        Bucket: 'missing-eu-west-1',
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    const built = assets('missing');
    await expect(publish(built, false)).rejects.toMatchObject({
      code: 'BUCKET_MISSING',
      message: expect.stringMatching(/missing-(eu-west-2|us-east-1)/),
      suggestions: [expect.stringContaining('cvs assets publish --create-buckets'), expect.anything()],
    });
    const key = built.templates.copilot.key;
    await expect(s3.send(new GetObjectCommand({ Bucket: 'missing-eu-west-1', Key: key }))).rejects.toThrow();
  });

  test('a bucket in another region than its name says is refused', async () => {
    const s3 = await clients.s3('eu-west-2');
    await s3.send(
      new CreateBucketCommand({
        Bucket: 'elsewhere-eu-west-1',
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-2' },
      }),
    );
    await expect(publish(assets('elsewhere'), true)).rejects.toMatchObject({ code: 'BUCKET_ELSEWHERE' });
  });

  test('expired credentials are reported as expired', async () => {
    const expired = new AwsClients({
      endpoint: server.endpoint,
      credentials: server.env.keys.session({ expiresAtMs: 0 }),
    });
    await expect(publish(assets('expired'), true, expired)).rejects.toMatchObject({ code: 'CREDENTIALS_EXPIRED' });
    await expired.close();
  });
});

test('assets are needed in the stream regions and, for the copilot, in us-east-1', () => {
  expect(assetRegions(exampleCluster())).toEqual(['eu-west-1', 'eu-west-2', 'us-east-1']);
});
