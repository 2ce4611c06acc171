import { GetDistributionCommand, ListTagsForResourceCommand } from '@aws-sdk/client-cloudfront';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ResourceContext } from '../../../../src/sandbox/resources/resource-handler.js';
import { cloudFrontResources } from '../../../../src/sandbox/services/cloudfront/resources/cloudfront-resources.js';
import { fromTemplate } from '../../../../src/sandbox/services/cloudfront/resources/template-shape.js';
import { type CloudFrontServer, startCloudFront } from '../../../support/cloudfront-server.js';

const VERSION = 'arn:aws:lambda:us-east-1:123456789012:function:copilot:7';

let cloud: CloudFrontServer;
beforeEach(async () => {
  cloud = await startCloudFront([VERSION]);
});
afterEach(() => cloud.stop());

function handler(type: string) {
  const found = cloudFrontResources(cloud.service).find((one) => one.type === `AWS::CloudFront::${type}`);
  if (!found) throw new Error(type);
  return found;
}

function context(signal = new AbortController().signal): ResourceContext {
  return {
    region: 'eu-west-1',
    accountId: '123456789012',
    stackName: 'final-clustered-video-stream',
    stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/final/1',
    logicalId: 'Thing',
    stackTags: { team: 'video' },
    signal,
  };
}

const bucket = (id: string, control: string) => ({
  Id: id,
  DomainName: `${id}.s3.eu-west-1.amazonaws.com`,
  OriginAccessControlId: control,
  S3OriginConfig: { OriginAccessIdentity: '' },
});

/** The master playlist distribution, as a template has it. */
function properties(control: string, policy: string) {
  return {
    DistributionConfig: {
      Enabled: 'true',
      IPV6Enabled: true,
      Origins: [bucket('one', control), bucket('two', control)],
      OriginGroups: {
        Quantity: 1,
        Items: [
          {
            Id: 'either',
            FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [403, '404'] } },
            Members: { Quantity: 2, Items: [{ OriginId: 'one' }, { OriginId: 'two' }] },
          },
        ],
      },
      DefaultCacheBehavior: {
        TargetOriginId: 'either',
        ViewerProtocolPolicy: 'https-only',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
        CachedMethods: ['GET', 'HEAD'],
        CachePolicyId: policy,
        LambdaFunctionAssociations: [{ EventType: 'origin-request', IncludeBody: false, LambdaFunctionARN: VERSION }],
      },
      CustomErrorResponses: [{ ErrorCode: 404, ErrorCachingMinTTL: '1' }],
    },
    Tags: [{ Key: 'cvs:cluster', Value: 'final' }],
  };
}

async function parts() {
  const control = await handler('OriginAccessControl').create(
    {
      OriginAccessControlConfig: {
        Name: 'final-eu-west-1',
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    },
    context(),
  );
  const policy = await handler('CachePolicy').create(
    { CachePolicyConfig: { Name: 'final', MinTTL: 0, DefaultTTL: 2, MaxTTL: 60 } },
    context(),
  );
  return properties(control.physicalId, policy.attributes.Id as string);
}

describe('a distribution of a stack', () => {
  test('is complete when it is deployed, in the API’s shape, with the stack’s tags', async () => {
    const creating = handler('Distribution').create(await parts(), context());
    await cloud.clock.advance(180_000);
    const { physicalId, attributes } = await creating;
    const { Distribution } = await cloud.client.send(new GetDistributionCommand({ Id: physicalId }));
    expect(attributes).toEqual({ Id: physicalId, DomainName: Distribution?.DomainName });
    expect(Distribution?.Status).toBe('Deployed');
    expect(Distribution?.DistributionConfig).toMatchObject({
      Enabled: true,
      IsIPV6Enabled: true,
      Comment: '',
      Origins: { Quantity: 2, Items: [{ Id: 'one' }, { Id: 'two' }] },
      OriginGroups: { Items: [{ FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [403, 404] } } }] },
      DefaultCacheBehavior: {
        AllowedMethods: { Items: ['GET', 'HEAD', 'OPTIONS'], CachedMethods: { Items: ['GET', 'HEAD'] } },
        LambdaFunctionAssociations: { Quantity: 1, Items: [{ LambdaFunctionARN: VERSION, IncludeBody: false }] },
      },
      CustomErrorResponses: { Quantity: 1, Items: [{ ErrorCode: 404, ErrorCachingMinTTL: 1 }] },
    });
    const { Tags } = await cloud.client.send(new ListTagsForResourceCommand({ Resource: Distribution?.ARN }));
    expect(Tags?.Items).toEqual(
      expect.arrayContaining([
        { Key: 'cvs:cluster', Value: 'final' },
        { Key: 'team', Value: 'video' },
      ]),
    );
  });

  test('is disabled before it is deleted', async () => {
    const creating = handler('Distribution').create(await parts(), context());
    await cloud.clock.advance(180_000);
    const { physicalId } = await creating;
    const deleting = handler('Distribution').delete(physicalId, {}, context());
    await cloud.clock.advance(179_000);
    expect(cloud.service.distributions.get(physicalId).config.Enabled).toBe(false);
    await cloud.clock.advance(1000);
    await deleting;
    expect(cloud.service.distributions.list()).toEqual([]);
  });

  test('whose creation is cancelled leaves nothing behind', async () => {
    const stop = new AbortController();
    const creating = handler('Distribution').create(await parts(), context(stop.signal));
    await cloud.clock.advance(1000);
    stop.abort(new Error('cancelled'));
    await expect(creating).rejects.toThrow('cancelled');
    expect(cloud.service.distributions.list()).toEqual([]);
  });

  test('is updated in place', async () => {
    const before = await parts();
    const creating = handler('Distribution').create(before, context());
    await cloud.clock.advance(180_000);
    const { physicalId } = await creating;
    const after = { ...before, DistributionConfig: { ...before.DistributionConfig, Comment: 'changed' } };
    const updating = handler('Distribution').update(physicalId, after, before, context());
    await cloud.clock.advance(180_000);
    expect((await updating).physicalId).toBe(physicalId);
    expect(cloud.service.distributions.get(physicalId).config.Comment).toBe('changed');
  });

  test('refuses properties that nobody acts on', async () => {
    await expect(handler('Distribution').create({ ...(await parts()), Nonsense: 1 }, context())).rejects.toThrow(
      'Nonsense',
    );
  });
});

test('legacy settings of a template become the API’s', () => {
  expect(
    fromTemplate({
      Origins: [
        {
          OriginCustomHeaders: [{ HeaderName: 'a', HeaderValue: '1' }],
          CustomOriginConfig: { HTTPPort: '8080', OriginSSLProtocols: ['TLSv1.2'] },
        },
      ],
      DefaultCacheBehavior: {
        ForwardedValues: { QueryString: 'false', Headers: ['Origin'], Cookies: { Forward: 'none' } },
        TrustedKeyGroups: ['k'],
      },
      Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Locations: ['DE'] } },
      ViewerCertificate: { AcmCertificateArn: 'arn', SslSupportMethod: 'sni-only' },
    }),
  ).toEqual({
    Origins: {
      Quantity: 1,
      Items: [
        {
          CustomHeaders: { Quantity: 1, Items: [{ HeaderName: 'a', HeaderValue: '1' }] },
          CustomOriginConfig: { HTTPPort: 8080, OriginSslProtocols: { Quantity: 1, Items: ['TLSv1.2'] } },
        },
      ],
    },
    DefaultCacheBehavior: {
      ForwardedValues: {
        QueryString: false,
        Headers: { Quantity: 1, Items: ['Origin'] },
        Cookies: { Forward: 'none' },
      },
      TrustedKeyGroups: { Enabled: true, Quantity: 1, Items: ['k'] },
    },
    Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Quantity: 1, Items: ['DE'] } },
    ViewerCertificate: { ACMCertificateArn: 'arn', SSLSupportMethod: 'sni-only' },
  });
});
