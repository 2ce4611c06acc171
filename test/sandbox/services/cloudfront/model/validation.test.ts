import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { describe, expect, test } from '@jest/globals';
import { checkUpdate } from '../../../../../src/sandbox/services/cloudfront/model/check-update.js';
import { withDefaults } from '../../../../../src/sandbox/services/cloudfront/model/defaults.js';
import { validateConfig } from '../../../../../src/sandbox/services/cloudfront/model/validation.js';

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:copilot:7';
const list = <Item>(...Items: Item[]) => ({ Quantity: Items.length, Items });
const origin = (Id: string, more: object = {}) => ({
  Id,
  DomainName: `${Id}.example`,
  CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' as const },
  ...more,
});
const ALL_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'];
const group = (...codes: number[]) =>
  list({
    Id: 'both',
    FailoverCriteria: { StatusCodes: list(...codes) },
    Members: list({ OriginId: 'a' }, { OriginId: 'b' }),
  });

/** A configuration that CloudFront takes, with changes of the default behavior and of the whole. */
function config(behavior: object = {}, more: object = {}): DistributionConfig {
  return {
    CallerReference: 'once',
    Comment: '',
    Enabled: true,
    Origins: list(origin('a'), origin('b')),
    DefaultCacheBehavior: {
      TargetOriginId: 'a',
      ViewerProtocolPolicy: 'allow-all',
      CachePolicyId: 'p',
      ...behavior,
    },
    ...more,
  } as DistributionConfig;
}

const references = {
  continuousDeploymentPolicyExists: (id: string) => id === 'known',
  cachePolicyExists: () => true,
  originRequestPolicyExists: () => true,
  responseHeadersPolicyExists: () => true,
  originAccessControlExists: () => true,
  functionState: () => 'Active' as const,
  namesOfCertificate: (arn: string) => (arn === CERTIFICATE ? ['example.com', '*.live.example.com'] : undefined),
  isTaken: (name: string) => name === 'taken.live.example.com',
};
const validate = (one: DistributionConfig) => () => validateConfig(one, references);
const named = (name: string, ACMCertificateArn: string | undefined = CERTIFICATE) =>
  config({}, { Aliases: list(name), ViewerCertificate: ACMCertificateArn ? { ACMCertificateArn } : undefined });
const methods = (...Items: string[]) => config({ AllowedMethods: list(...Items) });
const legacy = (more: object) =>
  config({ CachePolicyId: undefined, ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' } }, ...more });
const grpc = (more: object = {}, whole: object = {}) =>
  config({ GrpcConfig: { Enabled: true }, AllowedMethods: list(...ALL_METHODS), ...more }, whole);
const countries = (RestrictionType: string, ...codes: string[]) =>
  config({}, { Restrictions: { GeoRestriction: { RestrictionType, ...list(...codes) } } });
const withCopilot = { LambdaFunctionAssociations: list({ EventType: 'origin-request', LambdaFunctionARN: FUNCTION }) };

describe('what CloudFront takes', () => {
  test.each<[string, DistributionConfig]>([
    ['a usual one', config()],
    ['methods with OPTIONS', methods('OPTIONS', 'HEAD', 'GET')],
    ['all methods', methods(...ALL_METHODS)],
    ['older settings', legacy({ MinTTL: 0, DefaultTTL: 1, MaxTTL: 60 })],
    ['an origin group', config({ TargetOriginId: 'both' }, { OriginGroups: group(404, 429, 503) })],
    ['a name that its certificate covers', named('a.live.example.com')],
    ['gRPC', grpc({}, { HttpVersion: 'http2' })],
    ['countries', countries('whitelist', 'DE', 'FR')],
    ['no countries', countries('none')],
    ['a web ACL', config({}, { WebACLId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/live/a1-b2' })],
    [
      'key groups and a real-time log',
      config({ TrustedKeyGroups: { Enabled: true, ...list('k1') }, RealtimeLogConfigArn: 'arn:x' }),
    ],
    [
      'an origin shield',
      config({}, { Origins: list(origin('a', { OriginShield: { Enabled: true, OriginShieldRegion: 'eu-west-1' } })) }),
    ],
    ['tenants', config({}, { ConnectionMode: 'tenant-only' })],
    ['a staging distribution', config({}, { Staging: true })],
    ['continuous deployment', config({}, { ContinuousDeploymentPolicyId: 'known' })],
  ])('%s', (_name, one) => {
    expect(validate(one)).not.toThrow();
  });
});

describe('what CloudFront refuses', () => {
  test.each<[string, DistributionConfig, code: string, words?: RegExp]>([
    // CloudFront API Reference, "UpdateDistribution", errors.
    ['a Quantity that is wrong', config({}, { Aliases: { Quantity: 2, Items: ['a'] } }), 'InconsistentQuantities'],
    ['a Quantity without items', config({}, { CacheBehaviors: { Quantity: 1 } }), 'InconsistentQuantities'],
    [
      'items without a Quantity',
      config({}, { CacheBehaviors: { Items: [config().DefaultCacheBehavior] } }),
      'InconsistentQuantities',
    ],
    // aws-sdk-net issue 1698.
    [
      'a TTL beside a cache policy',
      config({ MinTTL: 0 }),
      'InvalidArgument',
      /^The parameter MinTTL cannot be used when a cache policy/,
    ],
    ['another TTL beside it', config({ MaxTTL: 1 }), 'InvalidArgument', /MaxTTL/],
    // terraform-provider-aws issue 17878.
    ['TTLs out of order', legacy({ MinTTL: 5, DefaultTTL: 1, MaxTTL: 60 }), 'InvalidTTLOrder', /should follow order/],
    // CloudFront API Reference, "AllowedMethods".
    ['other methods', methods('GET', 'OPTIONS'), 'InvalidArgument', /AllowedMethods/],
    ['POST alone', methods('GET', 'HEAD', 'POST'), 'InvalidArgument', /AllowedMethods/],
    [
      'cached methods that are not allowed',
      config({ AllowedMethods: { ...list('GET', 'HEAD'), CachedMethods: list('GET', 'HEAD', 'OPTIONS') } }),
      'InvalidArgument',
      /CachedMethods/,
    ],
    // aws-cdk issue 32450.
    [
      'POST on an origin group',
      config({ TargetOriginId: 'both', AllowedMethods: list(...ALL_METHODS) }, { OriginGroups: group(503) }),
      'InvalidArgument',
      /^The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group\.$/,
    ],
    ['a failover status that is none', config({}, { OriginGroups: group(418) }), 'InvalidArgument', /StatusCodes/],
    ['no failover status', config({}, { OriginGroups: group() }), 'InvalidArgument', /StatusCodes/],
    ['two origins of one id', config({}, { Origins: list(origin('a'), origin('a')) }), 'InvalidArgument', /Origin Id/],
    [
      'a group of an origin’s id',
      config({}, { OriginGroups: { ...group(503), Items: group(503).Items.map((one) => ({ ...one, Id: 'a' })) } }),
      'InvalidArgument',
      /Origin Id/,
    ],
    ['no viewer protocol', config({ ViewerProtocolPolicy: undefined }), 'InvalidArgument', /ViewerProtocolPolicy/],
    ['a comment of 129 characters', config({}, { Comment: 'x'.repeat(129) }), 'InvalidArgument', /Comment/],
    ['a root object with a slash', config({}, { DefaultRootObject: '/a' }), 'InvalidDefaultRootObject'],
    ['a price class that is none', config({}, { PriceClass: 'PriceClass_300' }), 'InvalidArgument', /PriceClass/],
    [
      'a web ACL of a region',
      config({}, { WebACLId: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b' }),
      'InvalidWebACLId',
    ],
    ['countries without any', countries('whitelist'), 'InvalidGeoRestrictionParameter'],
    ['countries of no restriction', countries('none', 'DE'), 'InvalidGeoRestrictionParameter'],
    ['a country that is none', countries('blacklist', 'Germany'), 'InvalidLocationCode'],
    [
      'an origin shield nowhere',
      config({}, { Origins: list(origin('a', { OriginShield: { Enabled: true } })) }),
      'InvalidArgument',
      /OriginShieldRegion/,
    ],
    // cloudposse/terraform-aws-cloudfront-s3-cdn pull request 72; terraform-provider-aws issue 13828.
    [
      'a name without a certificate',
      config({}, { Aliases: list('a.live.example.com') }),
      'InvalidViewerCertificate',
      /you must attach a trusted certificate/,
    ],
    [
      'a name that the certificate does not cover',
      named('a.example.com'),
      'InvalidViewerCertificate',
      /doesn't cover the alternate domain name/,
    ],
    ['a name two labels below', named('a.b.live.example.com'), 'InvalidViewerCertificate', /doesn't cover/],
    [
      'a certificate that is not there',
      named('a.live.example.com', `${CERTIFICATE}c`),
      'InvalidViewerCertificate',
      /doesn't exist/,
    ],
    // milliHQ/terraform-aws-next-js issue 373.
    [
      'a name that is taken',
      named('taken.live.example.com'),
      'CNAMEAlreadyExists',
      /already associated with a different resource/,
    ],
    // aws-cdk pull request 32535; CloudFront Developer Guide, "Using gRPC with CloudFront distributions".
    [
      'gRPC without POST',
      grpc({ AllowedMethods: list('GET', 'HEAD') }),
      'InvalidArgument',
      /^The parameter gRPC only supports the POST method/,
    ],
    ['gRPC without HTTP/2', grpc({}, { HttpVersion: 'http1.1' }), 'InvalidArgument', /gRPC/],
    ['gRPC with Lambda@Edge', grpc(withCopilot), 'InvalidLambdaFunctionAssociation', /gRPC/],
    ['a connection mode that is none', config({}, { ConnectionMode: 'tenants' }), 'InvalidArgument', /ConnectionMode/],
    [
      'tenants with older settings',
      { ...legacy({ MinTTL: 0 }), ConnectionMode: 'tenant-only' },
      'InvalidArgument',
      /ForwardedValues/,
    ],
    [
      'continuous deployment that is not there',
      config({}, { ContinuousDeploymentPolicyId: 'other' }),
      'NoSuchContinuousDeploymentPolicy',
    ],
    [
      'continuous deployment with HTTP/3',
      config({}, { ContinuousDeploymentPolicyId: 'known', HttpVersion: 'http2and3' }),
      'InvalidArgument',
      /HTTP\/3/,
    ],
  ])('%s', (_name, one, code, words = /./) => {
    expect(validate(one)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) }));
  });

  test.each<[string, DistributionConfig]>([
    [
      'FunctionAssociations (CloudFront Functions)',
      config({ FunctionAssociations: list({ EventType: 'viewer-request' }) }),
    ],
    ['FieldLevelEncryptionId', config({ FieldLevelEncryptionId: 'x' })],
    [
      'VpcOriginConfig',
      config(
        {},
        { Origins: list(origin('a', { CustomOriginConfig: undefined, VpcOriginConfig: { VpcOriginId: 'v' } })) },
      ),
    ],
    ['AnycastIpListId', config({}, { AnycastIpListId: 'x' })],
  ])('%s is refused by name: the sandbox does not have it', (name, one) => {
    const message = `The sandbox does not support ${name} of distributions.`;
    expect(validate(one)).toThrow(expect.objectContaining({ code: 'NotImplemented', status: 501, message }));
  });
});

describe('an update', () => {
  const before = withDefaults(legacy({ MinTTL: 0 }));
  const without = (...path: string[]) => {
    const copy = structuredClone(before) as unknown as Record<string, never>;
    let node = copy as Record<string, Record<string, never>>;
    for (const name of path.slice(0, -1)) node = node[name] as never;
    delete node[path.at(-1) as string];
    return copy as unknown as DistributionConfig;
  };

  test('that sends everything back is taken', () => {
    expect(() => checkUpdate(before, structuredClone(before))).not.toThrow();
  });

  // CloudFront Developer Guide, "Required API fields for creating and updating distributions"; boto3 issues 1083 and 1558.
  test.each<[string[], code: string]>([
    [['Aliases'], 'IllegalUpdate'],
    [['Logging'], 'IllegalUpdate'],
    [['WebACLId'], 'IllegalUpdate'],
    [['Restrictions'], 'IllegalUpdate'],
    [['DefaultCacheBehavior', 'LambdaFunctionAssociations'], 'IllegalUpdate'],
    [['DefaultCacheBehavior', 'SmoothStreaming'], 'IllegalUpdate'],
    [['DefaultCacheBehavior', 'FieldLevelEncryptionId'], 'InvalidArgument'],
    [['DefaultCacheBehavior', 'MinTTL'], 'InvalidArgument'],
    [['Origins', 'Items', '0', 'OriginPath'], 'IllegalUpdate'],
    [['Origins', 'Items', '0', 'CustomOriginConfig', 'OriginReadTimeout'], 'IllegalUpdate'],
    [['Origins', 'Items', '0', 'CustomOriginConfig', 'OriginKeepaliveTimeout'], 'IllegalUpdate'],
  ])('without %j is refused', (path, code) => {
    expect(() => checkUpdate(before, without(...path))).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(/is required/) }),
    );
  });

  test('keeps what is fixed', () => {
    for (const more of [{ CallerReference: 'b' }, { ConnectionMode: 'tenant-only' as const }, { Staging: true }]) {
      expect(() => checkUpdate(before, { ...before, ...more })).toThrow(
        expect.objectContaining({ code: 'IllegalUpdate' }),
      );
    }
    expect(() => checkUpdate(before, { ...before, CallerReference: 'b' })).toThrow(
      'You cannot update Origin or CallerReference.',
    );
  });
});
