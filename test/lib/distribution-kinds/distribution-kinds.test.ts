import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { expect, test } from '@jest/globals';
import { noticedKinds } from '../../../src/lib/distribution-kinds/noticed-kinds.js';
import { refusedKinds } from '../../../src/lib/distribution-kinds/refused-kinds.js';

const URL_OF_MASTER = 'https://d1.cloudfront.net/out/v1/index.m3u8';
const config = (more: object) => ({ DefaultCacheBehavior: { TargetOriginId: 'a' }, ...more }) as DistributionConfig;
const behaviors = (...Items: object[]) => ({ CacheBehaviors: { Quantity: Items.length, Items } });
const errors = (...Items: object[]) => config({ CustomErrorResponses: { Quantity: Items.length, Items } });
const grpc = { GrpcConfig: { Enabled: true } };

// CloudFront API Reference, "DistributionConfig"; CloudFront Developer Guide, "Using gRPC with CloudFront distributions".
test.each<[string, DistributionConfig, string[]]>([
  ['a standard one', config({ ConnectionMode: 'direct', Staging: false, ContinuousDeploymentPolicyId: '' }), []],
  ['multi-tenant', config({ ConnectionMode: 'tenant-only' }), ['distribution-multi-tenant']],
  ['staging', config({ Staging: true }), ['distribution-staging']],
  ['gRPC on the default behavior', config({ DefaultCacheBehavior: grpc }), ['behavior-grpc']],
  ['gRPC on another', config(behaviors({ PathPattern: '/rpc/*', ...grpc })), ['behavior-grpc']],
  ['gRPC turned off', config({ DefaultCacheBehavior: { GrpcConfig: { Enabled: false } } }), []],
  ['gRPC where no copilot goes', config(behaviors({ PathPattern: '*.ism', SmoothStreaming: true, ...grpc })), []],
  [
    'how long a 404 is kept',
    errors({ ErrorCode: 404, ErrorCachingMinTTL: 1, ResponsePagePath: '', ResponseCode: '' }),
    [],
  ],
  // The page of a 404 with the same status was not seen before.
  [
    'a page for 404',
    errors({ ErrorCode: 404, ResponsePagePath: '/404.html', ResponseCode: '404' }),
    ['not-found-rewritten'],
  ],
  [
    'another status for 404',
    errors({ ErrorCode: 404, ResponsePagePath: '/', ResponseCode: '200' }),
    ['not-found-rewritten'],
  ],
  ['a page for 503', errors({ ErrorCode: 503, ResponsePagePath: '/503.html', ResponseCode: '503' }), []],
])('refused: %s', (_name, one, ids) => {
  expect(refusedKinds(one, 'E1').map(({ id }) => id)).toEqual(ids);
});

test('a refusal names the value and the place', () => {
  const page = { ErrorCode: 404, ResponsePagePath: '/404.html', ResponseCode: '200' };
  const found = refusedKinds(
    { ...errors(page), ...behaviors({ PathPattern: '/rpc/*', ...grpc }) } as DistributionConfig,
    'E1',
  );
  expect(found.map(({ message }) => message)).toEqual([
    '/rpc/* of E1 takes gRPC requests (GrpcConfig.Enabled true), for which CloudFront runs no Lambda@Edge function',
    'E1 answers a 404 with the page /404.html and the status 200',
  ]);
});

const lists = (...Items: string[]) => ({ Enabled: true, Quantity: Items.length, Items });

test.each<[string, DistributionConfig, [id: string, value: RegExp][]]>([
  ['nothing', config({ WebACLId: '', Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } } }), []],
  [
    'a continuous deployment policy',
    config({ ContinuousDeploymentPolicyId: 'abc' }),
    [['continuous-deployment', /policy abc/]],
  ],
  ['a web ACL', config({ WebACLId: 'arn:acl' }), [['web-acl', /arn:acl/]]],
  [
    'countries that are served',
    config({ Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Quantity: 2, Items: ['DE', 'FR'] } } }),
    [['countries-restricted', /serves DE and FR only \(GeoRestriction whitelist\)/]],
  ],
  [
    'countries that are not',
    config({ Restrictions: { GeoRestriction: { RestrictionType: 'blacklist', Quantity: 1, Items: ['IE'] } } }),
    [['countries-restricted', /does not serve IE \(GeoRestriction blacklist\)/]],
  ],
  [
    'key groups',
    config({ DefaultCacheBehavior: { TrustedKeyGroups: lists('k1') } }),
    [['signers-required', /key group k1/]],
  ],
  [
    'signers',
    config({ DefaultCacheBehavior: { TrustedSigners: lists('self') } }),
    [['signers-required', /trusted signer self/]],
  ],
  ['key groups of segments alone', config(behaviors({ PathPattern: '*.ts', TrustedKeyGroups: lists('k1') })), []],
  [
    'key groups of playlists alone',
    config(behaviors({ PathPattern: '*.m3u8', TrustedKeyGroups: lists('k1') })),
    [['signers-required', /k1/]],
  ],
  [
    'certificates of viewers',
    config({ ViewerMtlsConfig: { Mode: 'required' } }),
    [['viewer-certificates', /required/]],
  ],
  ['certificates that viewers may have', config({ ViewerMtlsConfig: { Mode: 'optional' } }), []],
  [
    'all headers, the older way',
    config({ DefaultCacheBehavior: { ForwardedValues: { Headers: { Quantity: 1, Items: ['*'] } } } }),
    [['nothing-cached', /Headers \*/]],
  ],
  [
    'some headers',
    config({ DefaultCacheBehavior: { ForwardedValues: { Headers: { Quantity: 1, Items: ['Origin'] } } } }),
    [],
  ],
])('noticed: %s', (_name, one, expected) => {
  const found = noticedKinds(one, 'E1', URL_OF_MASTER);
  expect(found.map(({ id }) => id)).toEqual(expected.map(([id]) => id));
  for (const [index, [, value]] of expected.entries()) expect(found[index]?.message).toMatch(value);
});
