import {
  CreateBucketCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BuiltAssets } from '../../../src/lib/assets/assets.js';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { assetRegions, publishAssets } from '../../../src/lib/assets/publish-assets.js';
import { readAssetSources } from '../../../src/lib/assets/read-asset-sources.js';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../src/lib/clock.js';
import { silent } from '../../../src/lib/progress.js';
import { startControlServer } from '../../../src/sandbox/api/server.js';
import { packageRoot } from '../../support/cvs/cvs.js';
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
  publishAssets({ built, regions: REGIONS, clients: use, createBuckets, tags: {}, report: silent, clock: systemClock });

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

describe('in an account with rules of its own', () => {
  const tagged = (built: BuiltAssets, tags: Record<string, string>) =>
    publishAssets({
      built,
      regions: ['us-east-1', 'eu-west-1'],
      clients,
      createBuckets: true,
      tags,
      report: silent,
      clock: systemClock,
    });

  test('buckets have the cluster file’s tags from the start, also in us-east-1', async () => {
    await tagged(assets('tagged'), { 'cost-center': '42', team: 'live' });
    for (const region of ['us-east-1', 'eu-west-1']) {
      const s3 = await clients.s3(region);
      const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: `tagged-${region}` }));
      expect(TagSet).toEqual([
        { Key: 'cost-center', Value: '42' },
        { Key: 'team', Value: 'live' },
      ]);
    }
  });

  // aws/aws-cdk#11265, serverless/serverless#2888: a bucket policy that denies uploads without the header.
  test('uploads name the encryption that a bucket demands', async () => {
    const built = assets('sealed');
    await tagged(built, {});
    const s3 = await clients.s3('eu-west-1');
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::sealed-eu-west-1/*',
      Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'sealed-eu-west-1', Policy }));
    const next = assets('sealed', '2.0.0');
    // Administrators are refused too.
    const authorized = await startAuthorized();
    try {
      const publishNext = (given: BuiltAssets) =>
        publishAssets({
          built: given,
          regions: ['eu-west-1'],
          clients: authorized.clients,
          createBuckets: false,
          tags: {},
          report: silent,
          clock: systemClock,
        });
      await expect(publishNext(next)).rejects.toMatchObject({
        code: 'ACCESS_DENIED',
        suggestions: expect.arrayContaining([expect.stringContaining('assets.encryption')]),
      });
      const sealed = { ...next, settings: { ...next.settings, encryption: 'AES256' as const } };
      expect((await publishNext(sealed)).uploaded).toHaveLength(6);
    } finally {
      await authorized.close();
    }
  });

  /** The same buckets behind a server that evaluates policies. */
  async function startAuthorized() {
    const { env, wires, authorizer } = server;
    const control = await startControlServer(wires, {
      port: 0,
      log: env.log,
      keys: env.keys,
      clock: env.clock,
      authorizer,
    });
    const own = new AwsClients({ endpoint: control.endpoint, credentials: env.keys.owner });
    return {
      clients: own,
      close: async () => {
        await own.close();
        await control.close();
      },
    };
  }
});

test('a template without an asset bucket in its region goes with the request', async () => {
  const cluster = exampleCluster();
  const built = buildAssets({ ...cluster.assets, bucketBaseName: 'x'.repeat(42) }, await readAssetSources(packageRoot));
  // "AWS CloudFormation quotas": a template in a request has at most 51,200 bytes.
  expect(Buffer.byteLength(built.templates.copilot.body)).toBeLessThan(51_200);
  // CloudFormation gives back other characters as question marks, and the template would always differ.
  for (const { body } of Object.values(built.templates)) expect(body).toMatch(/^[\t\n\x20-\x7e]*$/);
});

test('assets are needed in the stream regions only: the copilot’s code is in its template', () => {
  expect(assetRegions(exampleCluster())).toEqual(['eu-west-1', 'eu-west-2']);
});
