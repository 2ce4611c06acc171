import { beforeAll, describe, expect, test } from '@jest/globals';
import type { BuiltAssets, TemplateName } from '../../src/lib/assets/assets.js';
import { TEMPLATE_NAMES } from '../../src/lib/assets/assets.js';
import { checkReferences } from '../../src/lib/sandbox/cloudformation/template/check-references.js';
import { parseTemplate } from '../../src/lib/sandbox/cloudformation/template/parse-template.js';
import { readTemplate } from '../../src/lib/sandbox/cloudformation/template/read-template.js';
import { packageAssets } from './filled-templates.js';

/** Inputs that must be given, inputs with a default, and outputs of each stack. */
const CONTRACT: Record<TemplateName, { required: string[]; optional: string[]; outputs: string[] }> = {
  'stale-playlist-detector': {
    required: ['DistributionDomain', 'DistributionPlaylistUrl', 'OriginPlaylistUrl'],
    optional: ['SPDName', 'SPDDurationMultiplier', 'SPDStaleTolerance', 'SPDChangeDetect'],
    outputs: ['TopicArn', 'QueueUrl', 'QueueArn'],
  },
  copilot: {
    required: [
      'ClusteredVideoStreamName',
      'RegionOne',
      'RegionOneDistributionDomain',
      'RegionTwo',
      'RegionTwoDistributionDomain',
    ],
    optional: ['MasterPlaylistKey', 'AutomaticFailover', 'HoldDown'],
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
    optional: [],
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
    optional: ['CreateStateTable'],
    outputs: ['MasterPlaylistCloudFrontDomain', 'MasterPlaylistDistributionId', 'StateTable'],
  },
};

// biome-ignore lint/suspicious/noExplicitAny: templates are data of any shape
type Any = any;

let assets: BuiltAssets;
const raw = {} as Record<TemplateName, Any>;

beforeAll(async () => {
  assets = await packageAssets();
  for (const name of TEMPLATE_NAMES) raw[name] = parseTemplate(assets.templates[name].body);
});

const read = (name: TemplateName) => readTemplate(assets.templates[name].body, () => true);

/** Every object at any depth. */
function* objects(value: unknown): Generator<Any> {
  if (typeof value !== 'object' || value === null) return;
  yield value;
  for (const member of Object.values(value)) yield* objects(member);
}

const list = (value: unknown): Any[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

function resources(name: TemplateName, type: string): Any[] {
  return Object.values(raw[name].Resources).filter((one: Any) => one.Type === type);
}

describe.each(TEMPLATE_NAMES)('%s', (name) => {
  test('is complete: no placeholder is left', () => {
    expect(assets.templates[name].body).not.toContain('%%');
  });

  test('every Ref, GetAtt, Sub and condition names something that is there', () => {
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

  test('can be sent in line', () => {
    expect(Buffer.byteLength(assets.templates[name].body)).toBeLessThan(51_200);
  });

  test('what takes tags is tagged', () => {
    const tagged = new Set([
      'AWS::SNS::Topic',
      'AWS::SQS::Queue',
      'AWS::Logs::LogGroup',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::S3::Bucket',
      'AWS::CloudFront::Distribution',
    ]);
    for (const resource of Object.values<Any>(raw[name].Resources)) {
      if (!tagged.has(resource.Type)) continue;
      expect(resource.Properties.Tags.map((tag: Any) => tag.Key)).toContain('cvs:version');
    }
  });

  test('allows no more than it needs: no wildcard action, no wildcard resource', () => {
    for (const statement of objects(raw[name])) {
      if (statement.Effect !== 'Allow') continue;
      for (const action of list(statement.Action)) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      for (const resource of list(statement.Resource)) expect(resource).not.toBe('*');
      expect(statement.Principal).not.toBe('*');
    }
  });

  test('no role or bucket has a name of its own, so that clusters and what is retained never clash', () => {
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
        Runtime: 'nodejs22.x',
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
    ['us-gov-east-1', true],
    ['ap-southeast-3', true],
    ['Ireland', false],
  ])('region %s: %s', (region, accepted) => {
    expect(pattern('copilot', 'RegionOne').test(region)).toBe(accepted);
  });
});

describe('the copilot', () => {
  test('its version stands for its code: other code, other logical id; old versions stay', () => {
    const [version] = Object.entries<Any>(raw.copilot.Resources).filter(
      ([, one]) => one.Type === 'AWS::Lambda::Version',
    );
    expect(version?.[0]).toMatch(/^CopilotVersion[0-9a-f]{12}$/);
    expect(version?.[1]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    const description = version?.[1].Properties.Description['Fn::Sub'];
    for (const parameter of ['RegionOneDistributionDomain', 'RegionTwoDistributionDomain', 'AutomaticFailover', 'HoldDown']) {
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
      ' steer 3600'.length +
      2 * ' ap-southeast-1'.length +
      2 * (1 + 32 + '.cloudfront.localhost:65535'.length);
    expect(longest).toBeLessThanOrEqual(256);
  });
});

test('only the detector publishes to its topic', () => {
  const [policy] = resources('stale-playlist-detector', 'AWS::SNS::TopicPolicy');
  expect(policy.Properties.PolicyDocument.Statement).toEqual([
    expect.objectContaining({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Condition: { ArnEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['DetectorRole', 'Arn'] } } },
    }),
  ]);
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

  test('the bucket is private, and CloudFront reads objects only', () => {
    const [bucket] = resources('clustered-video-stream-instance', 'AWS::S3::Bucket');
    expect(Object.values(bucket.Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    const [policy] = resources('clustered-video-stream-instance', 'AWS::S3::BucketPolicy');
    const [allow, deny] = policy.Properties.PolicyDocument.Statement;
    expect(allow).toMatchObject({ Principal: { Service: 'cloudfront.amazonaws.com' }, Action: 's3:GetObject' });
    expect(allow.Condition.ArnLike['AWS:SourceArn']['Fn::Sub']).toMatch(/\$\{AWS::AccountId\}:distribution\/\*$/);
    expect(deny).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
  });

  test('the alert handler writes health items and nothing else', () => {
    const [role] = resources('clustered-video-stream-instance', 'AWS::IAM::Role');
    const [statement] = role.Properties.Policies[0].PolicyDocument.Statement;
    expect(statement.Action).toBe('dynamodb:UpdateItem');
    expect(statement.Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys']).toEqual(['health#*']);
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
  expect(config.DefaultCacheBehavior.ViewerProtocolPolicy).toBe('https-only');
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
