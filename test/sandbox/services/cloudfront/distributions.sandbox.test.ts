import {
  CreateDistributionCommand,
  CreateDistributionWithTagsCommand,
  CreateInvalidationCommand,
  DeleteDistributionCommand,
  type DistributionConfig,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  GetInvalidationCommand,
  ListDistributionsCommand,
  ListInvalidationsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';
import { withDefaults } from '../../../../src/sandbox/services/cloudfront/model/defaults.js';
import { CERTIFICATE, type CloudFrontServer, startCloudFront } from '../../../support/cloudfront-server.js';
import { closeAll, startOrigin } from './edge/edge-setup.js';

const VERSION = 'arn:aws:lambda:us-east-1:123456789012:function:copilot:7';
const NEXT = 'arn:aws:lambda:us-east-1:123456789012:function:copilot:8';
const DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

let cloud: CloudFrontServer;
beforeEach(async () => {
  cloud = await startCloudFront([VERSION, NEXT]);
});
afterEach(async () => {
  await cloud.stop();
  await closeAll();
});

/** A stream distribution with everything that an owner may have set. */
function config(port = 80, more: Partial<DistributionConfig> = {}): DistributionConfig {
  return {
    CallerReference: 'once',
    Comment: '2026',
    Enabled: true,
    Aliases: { Quantity: 1, Items: ['live.example.com'] },
    ViewerCertificate: { ACMCertificateArn: CERTIFICATE, SSLSupportMethod: 'sni-only' },
    Origins: {
      Quantity: 2,
      Items: [
        {
          Id: 'live',
          DomainName: 'live.localhost',
          OriginPath: '',
          CustomHeaders: { Quantity: 1, Items: [{ HeaderName: 'X-Key', HeaderValue: 'true' }] },
          CustomOriginConfig: {
            HTTPPort: port,
            HTTPSPort: 443,
            OriginProtocolPolicy: 'http-only',
            OriginSslProtocols: { Quantity: 2, Items: ['TLSv1.1', 'TLSv1.2'] },
            OriginReadTimeout: 5,
            OriginKeepaliveTimeout: 5,
          },
        },
        {
          Id: 'spare',
          DomainName: 'spare.localhost',
          CustomOriginConfig: { HTTPPort: port, HTTPSPort: 443, OriginProtocolPolicy: 'http-only' },
        },
      ],
    },
    OriginGroups: {
      Quantity: 1,
      Items: [
        {
          Id: 'both',
          FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [500, 503] } },
          Members: { Quantity: 2, Items: [{ OriginId: 'live' }, { OriginId: 'spare' }] },
        },
      ],
    },
    DefaultCacheBehavior: {
      TargetOriginId: 'both',
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: {
        Quantity: 3,
        Items: ['GET', 'HEAD', 'OPTIONS'],
        CachedMethods: { Quantity: 2, Items: ['GET', 'HEAD'] },
      },
      CachePolicyId: DISABLED,
      LambdaFunctionAssociations: { Quantity: 0 },
    },
    CacheBehaviors: {
      Quantity: 1,
      Items: [
        {
          PathPattern: '*.ism/*',
          TargetOriginId: 'live',
          ViewerProtocolPolicy: 'allow-all',
          SmoothStreaming: true,
          MinTTL: 0,
          DefaultTTL: 0,
          MaxTTL: 0,
          ForwardedValues: {
            QueryString: true,
            Cookies: { Forward: 'whitelist', WhitelistedNames: { Quantity: 1, Items: ['session'] } },
            Headers: { Quantity: 1, Items: ['Origin'] },
            QueryStringCacheKeys: { Quantity: 1, Items: ['start'] },
          },
        },
      ],
    },
    CustomErrorResponses: { Quantity: 1, Items: [{ ErrorCode: 404, ErrorCachingMinTTL: 1 }] },
    Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Quantity: 2, Items: ['DE', 'FR'] } },
    ...more,
  };
}

async function create(more: Partial<DistributionConfig> = {}, port = 80) {
  const created = await cloud.client.send(new CreateDistributionCommand({ DistributionConfig: config(port, more) }));
  const { Id = '', DomainName = '', ARN = '' } = created.Distribution ?? {};
  return { id: Id, domain: DomainName, arn: ARN, etag: created.ETag ?? '', created };
}

function associated(base: DistributionConfig, ...arns: string[]): DistributionConfig {
  return {
    ...base,
    DefaultCacheBehavior: {
      ...(base.DefaultCacheBehavior as NonNullable<DistributionConfig['DefaultCacheBehavior']>),
      LambdaFunctionAssociations: {
        Quantity: arns.length,
        Items: arns.map((arn) => ({ EventType: 'origin-request', LambdaFunctionARN: arn, IncludeBody: false })),
      },
    },
  };
}

describe('configurations', () => {
  test('come back complete, and survive an update that sends everything back', async () => {
    const { id, etag } = await create();
    const read = await cloud.client.send(new GetDistributionConfigCommand({ Id: id }));
    expect(read.ETag).toBe(etag);
    expect(read.DistributionConfig).toMatchObject(config());
    expect(read.DistributionConfig?.Origins?.Items?.[1]?.ConnectionAttempts).toBe(3);
    await cloud.client.send(
      new UpdateDistributionCommand({ Id: id, IfMatch: etag, DistributionConfig: read.DistributionConfig }),
    );
    const again = await cloud.client.send(new GetDistributionConfigCommand({ Id: id }));
    expect(again.DistributionConfig).toEqual(read.DistributionConfig);
    expect(again.ETag).not.toBe(etag);
  });

  test('that leave attempts, timeouts and error caching out have CloudFront’s defaults', async () => {
    const origin = { Id: 'a', DomainName: 'a.localhost' };
    const CustomOriginConfig = { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'http-only' as const };
    const kept = await create(
      config(80, {
        Origins: { Quantity: 1, Items: [{ ...origin, CustomOriginConfig }] },
        OriginGroups: { Quantity: 0 },
        DefaultCacheBehavior: { TargetOriginId: 'a', ViewerProtocolPolicy: 'allow-all', CachePolicyId: DISABLED },
        CacheBehaviors: { Quantity: 0 },
        CustomErrorResponses: { Quantity: 1, Items: [{ ErrorCode: 503 }] },
      }),
    );
    expect(kept.created.Distribution?.DistributionConfig).toMatchObject({
      Origins: {
        Items: [
          {
            ConnectionAttempts: 3,
            ConnectionTimeout: 10,
            CustomOriginConfig: { OriginReadTimeout: 30, OriginKeepaliveTimeout: 5 },
          },
        ],
      },
      CustomErrorResponses: {
        Quantity: 1,
        Items: [{ ErrorCode: 503, ErrorCachingMinTTL: 10, ResponsePagePath: '', ResponseCode: '' }],
      },
    });
  });

  test.each<[string, object, object[], string]>([
    ['4 connection attempts', { ConnectionAttempts: 4 }, [], 'InvalidArgument'],
    ['a connection timeout of 11 s', { ConnectionTimeout: 11 }, [], 'InvalidArgument'],
    ['an error response for 418', {}, [{ ErrorCode: 418 }], 'InvalidErrorCode'],
    ['two error responses for 503', {}, [{ ErrorCode: 503 }, { ErrorCode: 503 }], 'InvalidErrorCode'],
    ['an error page without a status', {}, [{ ErrorCode: 503, ResponsePagePath: '/x' }], 'InvalidResponseCode'],
    ['error caching of -1 s', {}, [{ ErrorCode: 503, ErrorCachingMinTTL: -1 }], 'InvalidArgument'],
  ])('with %s are refused', async (_name, change, errors, code) => {
    const { Origins, ...rest } = config();
    const Items = (Origins?.Items ?? []).map((origin) => ({ ...origin, ...change }));
    const wrong = { ...rest, Origins: { Quantity: Items.length, Items } };
    const CustomErrorResponses = { Quantity: errors.length, Items: errors as { ErrorCode: number }[] };
    await expect(create({ ...wrong, CustomErrorResponses })).rejects.toMatchObject({ name: code });
  });

  test('are changed only by who has read the newest', async () => {
    const { id, etag } = await create();
    const send = (IfMatch: string | undefined) =>
      cloud.client.send(new UpdateDistributionCommand({ Id: id, IfMatch, DistributionConfig: withDefaults(config()) }));
    await expect(send(undefined)).rejects.toMatchObject({ name: 'InvalidIfMatchVersion' });
    await send(etag);
    await expect(send(etag)).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });

  test.each<[string, Partial<DistributionConfig>, string]>([
    [
      'an unknown target origin',
      { DefaultCacheBehavior: { TargetOriginId: 'x', ViewerProtocolPolicy: 'allow-all', CachePolicyId: DISABLED } },
      'NoSuchOrigin',
    ],
    [
      'an unknown cache policy',
      { DefaultCacheBehavior: { TargetOriginId: 'live', ViewerProtocolPolicy: 'allow-all', CachePolicyId: 'x' } },
      'NoSuchCachePolicy',
    ],
    [
      'neither policy nor forwarded values',
      { DefaultCacheBehavior: { TargetOriginId: 'live', ViewerProtocolPolicy: 'allow-all' } },
      'InvalidArgument',
    ],
  ])('with %s are refused', async (_name, more, code) => {
    await expect(create(more)).rejects.toMatchObject({ name: code });
  });

  test('of a distribution that is not there', async () => {
    await expect(cloud.client.send(new GetDistributionConfigCommand({ Id: 'ENONE' }))).rejects.toMatchObject({
      name: 'NoSuchDistribution',
      message: 'The specified distribution does not exist.',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('deployment', () => {
  test('takes three minutes; only then does the edge serve the change', async () => {
    const origin = await startOrigin((request, response) => void response.end(request.url));
    const http = createHttpClient();
    try {
      const { id, domain } = await create({}, origin.port);
      expect(domain).toMatch(/^d[a-z0-9]+\.cloudfront\.localhost:\d+$/);
      const status = async () => (await cloud.client.send(new GetDistributionCommand({ Id: id }))).Distribution?.Status;
      expect(await status()).toBe('InProgress');
      expect((await http.fetch(`http://${domain}/a`)).status).toBe(503);
      await cloud.clock.advance(179_999);
      expect(await status()).toBe('InProgress');
      await cloud.clock.advance(1);
      expect(await status()).toBe('Deployed');
      expect((await http.fetch(`http://${domain}/a`)).text()).toBe('/a');
      const { ETag, DistributionConfig } = await cloud.client.send(new GetDistributionConfigCommand({ Id: id }));
      await cloud.client.send(
        new UpdateDistributionCommand({
          Id: id,
          IfMatch: ETag,
          DistributionConfig: { ...(DistributionConfig as DistributionConfig), Enabled: false },
        }),
      );
      expect((await http.fetch(`http://${domain}/a`)).status).toBe(200);
      await cloud.clock.advance(180_000);
      expect((await http.fetch(`http://${domain}/a`)).status).toBe(403);
    } finally {
      await http.close();
    }
  });

  test('a change on the way is overtaken by the next', async () => {
    const { id, etag } = await create();
    await cloud.clock.advance(100_000);
    let waited = false;
    const deployed = cloud.service.distributions.whenDeployed(id).then(() => {
      waited = true;
    });
    const update = new UpdateDistributionCommand({ Id: id, IfMatch: etag, DistributionConfig: withDefaults(config()) });
    await cloud.client.send(update);
    await cloud.clock.advance(100_000);
    expect([cloud.service.distributions.get(id).status, waited]).toEqual(['InProgress', false]);
    await cloud.clock.advance(80_000);
    await deployed;
    expect(cloud.service.distributions.get(id).status).toBe('Deployed');
  });

  test('only a disabled and deployed distribution can be deleted', async () => {
    const { id, etag } = await create();
    await expect(cloud.client.send(new DeleteDistributionCommand({ Id: id, IfMatch: etag }))).rejects.toMatchObject({
      name: 'DistributionNotDisabled',
    });
    const off = await cloud.client.send(
      new UpdateDistributionCommand({
        Id: id,
        IfMatch: etag,
        DistributionConfig: withDefaults(config(80, { Enabled: false })),
      }),
    );
    await cloud.clock.advance(180_000);
    await cloud.client.send(new DeleteDistributionCommand({ Id: id, IfMatch: off.ETag }));
    expect((await cloud.client.send(new ListDistributionsCommand({}))).DistributionList?.Quantity).toBe(0);
  });
});

describe('functions', () => {
  test.each([
    ['arn:aws:lambda:us-east-1:123456789012:function:copilot', 'must reference a specific function version'],
    ['arn:aws:lambda:us-east-1:123456789012:function:copilot:$LATEST', 'must reference a specific function version'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:copilot:7', "must be in region 'us-east-1'"],
    ['arn:aws:lambda:us-east-1:123456789012:function:copilot:99', 'cannot retrieve the specified Lambda function'],
  ])('%s is refused', async (arn, message) => {
    await expect(create(associated(config(), arn))).rejects.toMatchObject({
      name: 'InvalidLambdaFunctionAssociation',
      message: expect.stringContaining(message),
    });
  });

  // The words are in goldstack/goldstack issue 18.
  test('a version that is still Pending is refused', async () => {
    cloud.pending.add(NEXT);
    await expect(create(associated(config(), NEXT))).rejects.toMatchObject({
      name: 'InvalidLambdaFunctionAssociation',
      message: `The function must be in an Active state. The current state for function ${NEXT} is Pending`,
      $metadata: { httpStatusCode: 400 },
    });
    cloud.pending.clear();
    await create(associated(config(), NEXT));
  });

  test('one an event type and behavior', async () => {
    await expect(create(associated(config(), VERSION, NEXT))).rejects.toMatchObject({
      name: 'InvalidLambdaFunctionAssociation',
    });
  });

  test('are replicated as long as they are associated, and for hours after', async () => {
    const { id, etag } = await create(associated(config(), VERSION));
    expect([...cloud.replicated]).toEqual([VERSION]);
    await cloud.clock.advance(180_000);
    const update = new UpdateDistributionCommand({
      Id: id,
      IfMatch: etag,
      DistributionConfig: withDefaults(associated(config(), NEXT)),
    });
    await cloud.client.send(update);
    await cloud.clock.advance(180_000);
    expect([...cloud.replicated]).toEqual([VERSION, NEXT]);
    await cloud.clock.advance(3 * 3_600_000);
    expect([...cloud.replicated]).toEqual([NEXT]);
  });

  test('that are no longer associated can be let go at once', async () => {
    const { id, etag } = await create(associated(config(), VERSION));
    await cloud.client.send(
      new UpdateDistributionCommand({ Id: id, IfMatch: etag, DistributionConfig: withDefaults(config()) }),
    );
    cloud.service.releaseReplicas();
    expect(cloud.replicated.size).toBe(0);
  });
});

test('an invalidation drops what the edge has cached', async () => {
  let served = 0;
  const origin = await startOrigin((_request, response) => {
    served += 1;
    response.writeHead(200, { 'cache-control': 'max-age=86400' }).end(String(served));
  });
  const http = createHttpClient();
  try {
    const cached = {
      TargetOriginId: 'live',
      ViewerProtocolPolicy: 'allow-all',
      CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    } as const;
    const { id, domain } = await create({ DefaultCacheBehavior: cached }, origin.port);
    await cloud.clock.advance(180_000);
    const get = async () => (await http.fetch(`http://${domain}/a/b.m3u8`)).text();
    expect([await get(), await get()]).toEqual(['1', '1']);
    const { Invalidation } = await cloud.client.send(
      new CreateInvalidationCommand({
        DistributionId: id,
        InvalidationBatch: { CallerReference: '1', Paths: { Quantity: 1, Items: ['/a/*'] } },
      }),
    );
    const look = new GetInvalidationCommand({ DistributionId: id, Id: Invalidation?.Id });
    expect((await cloud.client.send(look)).Invalidation?.Status).toBe('InProgress');
    expect(await get()).toBe('1');
    await cloud.clock.advance(10_000);
    expect((await cloud.client.send(look)).Invalidation).toMatchObject({
      Status: 'Completed',
      InvalidationBatch: { Paths: { Items: ['/a/*'] } },
    });
    expect(await get()).toBe('2');
    const { InvalidationList } = await cloud.client.send(new ListInvalidationsCommand({ DistributionId: id }));
    expect(InvalidationList?.Items).toHaveLength(1);
  } finally {
    await http.close();
  }
});

test('lists are paged', async () => {
  for (const CallerReference of ['a', 'b', 'c']) await create({ CallerReference, Aliases: { Quantity: 0 } });
  const first = (await cloud.client.send(new ListDistributionsCommand({ MaxItems: 2 }))).DistributionList;
  expect([first?.Quantity, first?.IsTruncated, first?.Items?.[0]?.Origins?.Items?.[0]?.Id]).toEqual([2, true, 'live']);
  const next = new ListDistributionsCommand({ Marker: first?.NextMarker });
  expect((await cloud.client.send(next)).DistributionList?.Items).toHaveLength(1);
});

test('tags are set, listed and removed', async () => {
  const { Distribution } = await cloud.client.send(
    new CreateDistributionWithTagsCommand({
      DistributionConfigWithTags: {
        DistributionConfig: config(),
        Tags: { Items: [{ Key: 'team', Value: 'video' }] },
      },
    }),
  );
  const Resource = Distribution?.ARN;
  await cloud.client.send(new TagResourceCommand({ Resource, Tags: { Items: [{ Key: 'event', Value: 'final' }] } }));
  await cloud.client.send(new UntagResourceCommand({ Resource, TagKeys: { Items: ['team'] } }));
  const { Tags } = await cloud.client.send(new ListTagsForResourceCommand({ Resource }));
  expect(Tags?.Items).toEqual([{ Key: 'event', Value: 'final' }]);
});
