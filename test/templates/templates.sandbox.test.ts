import { beforeAll, describe, expect, test } from '@jest/globals';
import type { BuiltAssets, TemplateName } from '../../src/lib/assets/assets.js';
import { TEMPLATE_NAMES } from '../../src/lib/assets/assets.js';
import { checkReferences } from '../../src/sandbox/services/cloudformation/model/template/check-references.js';
import { readTemplate } from '../../src/sandbox/services/cloudformation/model/template/read-template.js';
import { packageAssets } from './filled-templates.js';
import { type Any, type RawTemplates, rawTemplates, resourcesOf } from './raw-templates.js';

/** Inputs that must be given, inputs with a default, and outputs of each stack. */
const CONTRACT: Record<TemplateName, { required: string[]; optional: string[]; outputs: string[] }> = {
  'stale-playlist-detector': {
    required: ['DistributionDomain', 'DistributionPlaylistUrl', 'OriginPlaylistUrl'],
    optional: [
      'SPDName',
      'SPDDurationMultiplier',
      'SPDStaleTolerance',
      'SPDChangeDetect',
      'SPDQualityKey',
      'AlarmTopicArn',
      'PermissionsBoundaryArn',
      'OtherPublisherArn',
      'Peers',
    ],
    outputs: ['TopicArn', 'ObservationTopicArn', 'QueueUrl', 'QueueArn'],
  },
  copilot: {
    required: [
      'ClusteredVideoStreamName',
      'RegionOne',
      'RegionOneDistributionDomain',
      'RegionTwo',
      'RegionTwoDistributionDomain',
    ],
    optional: [
      'MasterPlaylistKey',
      'AutomaticFailover',
      'HoldDown',
      'RerouteMap',
      'CredentialOrigins',
      'FormerKeys',
      'PermissionsBoundaryArn',
    ],
    outputs: ['CopilotLambdaArn', 'CopilotLambdaVersion'],
  },
  'clustered-video-stream-instance': {
    required: [
      'ClusteredVideoStreamName',
      'RegionOne',
      'RegionTwo',
      'CloudfrontDistributionId',
      'PlaylistAlertTopicArn',
    ],
    optional: ['AlarmTopicArn', 'DistributionDomain', 'ObservationTopicArn', 'PermissionsBoundaryArn'],
    outputs: ['MasterPlaylistBucket', 'OriginAccessControl', 'CloudfrontDistributionId'],
  },
  'clustered-video-stream': {
    required: [
      'ClusteredVideoStreamName',
      'RegionOne',
      'RegionOneCloudfrontDistributionId',
      'RegionOneOriginAccessControl',
      'RegionOneMasterPlaylistBucket',
      'RegionTwo',
      'RegionTwoCloudfrontDistributionId',
      'RegionTwoOriginAccessControl',
      'RegionTwoMasterPlaylistBucket',
      'CopilotLambdaArn',
      'CopilotLambdaVersion',
    ],
    optional: [
      'CreateStateTable',
      'CredentialOrigins',
      'DeletionProtection',
      'ViewerDomainName',
      'ViewerCertificateArn',
    ],
    outputs: ['MasterPlaylistCloudFrontDomain', 'MasterPlaylistDistributionId', 'StateTable'],
  },
};

let assets: BuiltAssets;
let raw: RawTemplates;

beforeAll(async () => {
  assets = await packageAssets();
  raw = rawTemplates(assets);
});

const read = (name: TemplateName) => readTemplate(assets.templates[name].body, () => true);

const resources = (name: TemplateName, type: string) => resourcesOf(raw[name], type).map(([, one]) => one);

describe.each(TEMPLATE_NAMES)('%s', (name) => {
  test('is complete: no placeholder is left', () => {
    expect(assets.templates[name].body).not.toContain('%%');
  });

  test('every Ref, GetAtt, Sub and condition names something that exists', () => {
    checkReferences(read(name));
  });

  test('has the inputs and outputs that the stacks are wired by', () => {
    const { parameters, outputs } = read(name);
    const { required, optional, outputs: wanted } = CONTRACT[name];
    const withDefault = (given: boolean) =>
      Object.keys(parameters).filter((one) => (parameters[one]?.default !== undefined) === given);
    expect(withDefault(false).sort()).toEqual([...required].sort());
    expect(withDefault(true).sort()).toEqual([...optional].sort());
    expect(Object.keys(outputs).sort()).toEqual([...wanted].sort());
  });

  test('every parameter is described, labelled, grouped and bounded', () => {
    const { ParameterGroups, ParameterLabels } = raw[name].Metadata['AWS::CloudFormation::Interface'];
    const grouped = ParameterGroups.flatMap((group: Any) => group.Parameters);
    const names = Object.keys(raw[name].Parameters);
    expect([...grouped].sort()).toEqual([...names].sort());
    expect(Object.keys(ParameterLabels).sort()).toEqual([...names].sort());
    for (const parameter of Object.values<Any>(raw[name].Parameters)) {
      expect(parameter.Description).toEqual(expect.any(String));
      const bounded =
        parameter.AllowedPattern !== undefined ||
        parameter.AllowedValues !== undefined ||
        (parameter.MinValue !== undefined && parameter.MaxValue !== undefined);
      expect(bounded).toBe(true);
      if (parameter.AllowedPattern) expect(parameter.ConstraintDescription).toEqual(expect.any(String));
    }
  });

  test('uses no YAML that CloudFormation does not read: aliases, anchors, merges', () => {
    expect(assets.templates[name].body).not.toMatch(/^\s*[^'"#]*(: |- )[&*][a-zA-Z]/m);
    expect(assets.templates[name].body).not.toContain('<<:');
  });

  test('is short enough to be sent in a request', () => {
    expect(Buffer.byteLength(assets.templates[name].body)).toBeLessThan(51_200);
  });

  test('CloudFormation names roles and buckets, so that they never clash with other clusters or retained resources', () => {
    for (const resource of Object.values<Any>(raw[name].Resources)) {
      for (const property of ['RoleName', 'BucketName', 'FunctionName', 'TopicName', 'QueueName', 'LogGroupName']) {
        if (resource.Type === 'AWS::Lambda::Function' || property !== 'FunctionName') {
          expect(resource.Properties).not.toHaveProperty(property);
        }
      }
    }
  });

  test('functions run on a current runtime, and log for a limited time where the log group is theirs', () => {
    for (const one of resources(name, 'AWS::Lambda::Function')) {
      expect(one.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Architectures: ['x86_64'],
      });
    }
    for (const one of resources(name, 'AWS::Logs::LogGroup')) expect(one.Properties.RetentionInDays).toBe(30);
  });
});

describe('parameter patterns', () => {
  const pattern = (name: TemplateName, parameter: string) => new RegExp(raw[name].Parameters[parameter].AllowedPattern);

  test.each([
    ['d111111abcdef8.cloudfront.net', true],
    ['d111111abcdef8.cloudfront.localhost:41235', true],
    ['video.example.com', false],
    ['https://d111111abcdef8.cloudfront.net', false],
    ['D111111ABCDEF8.cloudfront.net', false],
  ])('distribution domain %s: %s', (domain, accepted) => {
    expect(pattern('copilot', 'RegionOneDistributionDomain').test(domain)).toBe(accepted);
    expect(pattern('stale-playlist-detector', 'DistributionDomain').test(domain)).toBe(accepted);
  });

  test.each([
    ['https://one.mediapackage.eu-west-1.amazonaws.com/out/v1/abc/index.m3u8?x=1', true],
    ['http://one.localhost:4000/out/v1/abc/index.m3u8', true],
    ['https://one.example.com', false],
    ['ftp://one.example.com/index.m3u8', false],
    ['https://one.example.com/a b.m3u8', false],
  ])('playlist URL %s: %s', (url, accepted) => {
    expect(pattern('stale-playlist-detector', 'OriginPlaylistUrl').test(url)).toBe(accepted);
  });

  test.each([
    ['eu-west-1', true],
    ['us-gov-east-1', false],
    ['ap-southeast-3', true],
    ['Ireland', false],
  ])('region %s: %s', (region, accepted) => {
    expect(pattern('copilot', 'RegionOne').test(region)).toBe(accepted);
  });
});

describe('the copilot', () => {
  test('new code gives its version a new logical id; old versions are retained', () => {
    const [version] = Object.entries<Any>(raw.copilot.Resources).filter(
      ([, one]) => one.Type === 'AWS::Lambda::Version',
    );
    expect(version?.[0]).toMatch(/^CopilotVersion[0-9a-f]{12}$/);
    expect(version?.[1]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    const [description, parts] = version?.[1].Properties.Description['Fn::Sub'] ?? [];
    const front = (mark: string, parameter: string) => ({
      'Fn::Select': [0, { 'Fn::Split': [mark, { Ref: parameter }] }],
    });
    expect(parts).toMatchObject({
      RerouteHash: front('#', 'RerouteMap'),
      OriginsHash: front('#', 'CredentialOrigins'),
      One: front('.cloudfront.', 'RegionOneDistributionDomain'),
      Two: front('.cloudfront.', 'RegionTwoDistributionDomain'),
    });
    for (const parameter of [
      'One',
      'Two',
      'RegionOne',
      'RegionTwo',
      'MasterPlaylistKey',
      'AutomaticFailover',
      'HoldDown',
      'RerouteHash',
      'OriginsHash',
    ]) {
      expect(description).toContain(`\${${parameter}}`);
    }
  });

  test('function and role outlive the stack, and Lambda@Edge may use them', () => {
    const [role] = resources('copilot', 'AWS::IAM::Role');
    const [fn] = resources('copilot', 'AWS::Lambda::Function');
    for (const one of [role, fn]) expect(one.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(role.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service).toEqual([
      'lambda.amazonaws.com',
      'edgelambda.amazonaws.com',
    ]);
    for (const property of ['Environment', 'VpcConfig', 'Layers', 'DeadLetterConfig']) {
      expect(fn.Properties).not.toHaveProperty(property);
    }
  });

  test('the version’s description stays within Lambda’s 256 characters, however long the values', () => {
    const longest =
      12 +
      1 +
      raw.copilot.Parameters.MasterPlaylistKey.MaxLength +
      ' reroute 3600'.length +
      2 * ' 0123456789ab'.length +
      2 * ' ap-southeast-1'.length +
      2 * (1 + 32);
    expect(longest).toBeLessThanOrEqual(256);
  });
});

describe('what holds data', () => {
  test('table and buckets outlive their stacks', () => {
    const [table] = resources('clustered-video-stream', 'AWS::DynamoDB::GlobalTable');
    const [bucket] = resources('clustered-video-stream-instance', 'AWS::S3::Bucket');
    for (const one of [table, bucket]) {
      expect(one).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('the table has a replica in each region, with point-in-time recovery, and lets history expire', () => {
    const [table] = resources('clustered-video-stream', 'AWS::DynamoDB::GlobalTable');
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'domain', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    });
    expect(table.Properties.Replicas.map((replica: Any) => replica.Region)).toEqual([
      { Ref: 'RegionOne' },
      { Ref: 'RegionTwo' },
    ]);
    for (const replica of table.Properties.Replicas) {
      expect(replica.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    }
  });
});

test('the master playlist distribution serves from either region, under the copilot', () => {
  const [distribution] = resources('clustered-video-stream', 'AWS::CloudFront::Distribution');
  const config = distribution.Properties.DistributionConfig;
  const [group] = config.OriginGroups.Items;
  expect(config.DefaultCacheBehavior.TargetOriginId).toBe(group.Id);
  expect(group.FailoverCriteria.StatusCodes.Items).toEqual([403, 404, 500, 502, 503, 504]);
  expect(group.FailoverCriteria.StatusCodes.Quantity).toBe(6);
  expect(group.Members.Items.map((one: Any) => one.OriginId)).toEqual(config.Origins.map((one: Any) => one.Id));
  expect(config.HttpVersion).toBe('http2and3');
  expect(config.DefaultCacheBehavior).toMatchObject({ ViewerProtocolPolicy: 'https-only', Compress: true });
  expect(config.DefaultCacheBehavior).not.toHaveProperty('ForwardedValues');
  const [, withDomain] = config.ViewerCertificate['Fn::If'];
  expect(withDomain).toMatchObject({ MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' });
  expect(config.DefaultCacheBehavior.LambdaFunctionAssociations).toEqual([
    {
      EventType: 'origin-request',
      IncludeBody: false,
      LambdaFunctionARN: { 'Fn::Sub': expect.stringMatching(/^\$\{CopilotLambdaArn\}:\$\{CopilotLambdaVersion\}$/) },
    },
  ]);
  const [cachePolicy] = resources('clustered-video-stream', 'AWS::CloudFront::CachePolicy');
  expect(cachePolicy.Properties.CachePolicyConfig).toMatchObject({
    MinTTL: 0,
    DefaultTTL: 2,
    ParametersInCacheKeyAndForwardedToOrigin: { QueryStringsConfig: { QueryStringBehavior: 'none' } },
  });
});
