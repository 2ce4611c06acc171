// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Fn::Sub takes
import { beforeAll, describe, expect, test } from '@jest/globals';
import { TEMPLATE_NAMES, type TemplateName } from '../../src/lib/assets/assets.js';
import { stateKeys } from '../../src/lib/state/state-items.js';
import { templatesWithoutCode } from './filled-templates.js';
import { type Any, list, objects, type RawTemplates, rawTemplates, resourcesOf } from './raw-templates.js';

let raw: RawTemplates;

beforeAll(async () => {
  raw = rawTemplates(await templatesWithoutCode());
});

/** All permissions of each role, listed by hand: role, then action and resource. Wider or new ones fail. */
const GRANTED: Record<TemplateName, Record<string, [action: string, resource: unknown][]>> = {
  'stale-playlist-detector': {
    DetectorRole: [
      ['sns:Publish', { Ref: 'Topic' }],
      ['sns:Publish', { Ref: 'ObservationTopic' }],
      ['dynamodb:GetItem', { 'Fn::GetAtt': ['DetectorState', 'Arn'] }],
      ['dynamodb:PutItem', { 'Fn::GetAtt': ['DetectorState', 'Arn'] }],
      ['logs:CreateLogStream', { 'Fn::GetAtt': ['DetectorLogs', 'Arn'] }],
      ['logs:PutLogEvents', { 'Fn::GetAtt': ['DetectorLogs', 'Arn'] }],
    ],
    ScheduleRole: [['lambda:InvokeFunction', { 'Fn::GetAtt': ['Detector', 'Arn'] }]],
  },
  copilot: {
    CopilotRole: [
      ['dynamodb:BatchGetItem', tableIn('${RegionOne}')],
      ['dynamodb:BatchGetItem', tableIn('${RegionTwo}')],
      // For former versions, of the keys that they read.
      ['dynamodb:BatchGetItem', tableIn('${RegionOne}')],
      ['dynamodb:BatchGetItem', tableIn('${RegionTwo}')],
      ['logs:CreateLogGroup', copilotLogs()],
      ['logs:CreateLogStream', copilotLogs()],
      ['logs:PutLogEvents', copilotLogs()],
    ],
  },
  'clustered-video-stream-instance': {
    AlertHandlerRole: [
      ['dynamodb:UpdateItem', tableIn('${AWS::Region}')],
      ['sqs:SendMessage', { 'Fn::GetAtt': ['FailedAlerts', 'Arn'] }],
      ['logs:CreateLogStream', { 'Fn::GetAtt': ['AlertHandlerLogs', 'Arn'] }],
      ['logs:PutLogEvents', { 'Fn::GetAtt': ['AlertHandlerLogs', 'Arn'] }],
    ],
  },
  'clustered-video-stream': {},
};

function tableIn(region: string) {
  return {
    'Fn::Sub': `arn:\${AWS::Partition}:dynamodb:${region}:\${AWS::AccountId}:table/\${ClusteredVideoStreamName}`,
  };
}

/** Any region: Lambda@Edge logs where it ran. */
function copilotLogs() {
  return {
    'Fn::Sub':
      'arn:${AWS::Partition}:logs:*:${AWS::AccountId}:log-group:/aws/lambda/us-east-1.${ClusteredVideoStreamName}-copilot-Copilot-*',
  };
}

/** Also those that stand under a condition. */
const statementsOf = (document: Any): Any[] =>
  list(document.Statement).map((statement) => statement['Fn::If']?.[1] ?? statement);

describe.each(TEMPLATE_NAMES)('the roles of %s', (name) => {
  test('may do what is listed here and nothing else', () => {
    const roles = resourcesOf(raw[name], 'AWS::IAM::Role').map(([id, { Properties }]) => {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      const grants = Properties.Policies.flatMap((policy: Any) =>
        statementsOf(policy.PolicyDocument).flatMap((statement) => {
          expect(statement.Effect).toBe('Allow');
          for (const key of ['NotAction', 'NotResource']) expect(statement).not.toHaveProperty(key);
          return list(statement.Resource).flatMap((resource) =>
            list(statement.Action).map((action) => [action, resource]),
          );
        }),
      );
      return [id, grants];
    });
    expect(Object.fromEntries(roles)).toEqual(GRANTED[name]);
  });

  test('no other resource carries permissions of a role', () => {
    const types = Object.values<Any>(raw[name].Resources).map((one) => one.Type as string);
    expect(types.filter((type) => /^AWS::IAM::(?!Role$)/.test(type))).toEqual([]);
  });

  test('can be assumed only by the services that use them', () => {
    for (const [, { Properties }] of resourcesOf(raw[name], 'AWS::IAM::Role')) {
      for (const statement of statementsOf(Properties.AssumeRolePolicyDocument)) {
        expect(statement.Action).toBe('sts:AssumeRole');
        expect(Object.keys(statement.Principal)).toEqual(['Service']);
        for (const service of list(statement.Principal.Service)) {
          expect(['lambda.amazonaws.com', 'edgelambda.amazonaws.com', 'scheduler.amazonaws.com']).toContain(service);
        }
      }
    }
  });
});

describe.each(TEMPLATE_NAMES)('every statement of %s', (name) => {
  const statements = () => [...objects(raw[name])].filter((one) => one.Effect !== undefined);

  test('allows no wildcard action, no wildcard resource and no unnamed principal', () => {
    for (const statement of statements().filter((one) => one.Effect === 'Allow')) {
      for (const action of list(statement.Action)) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      for (const resource of list(statement.Resource)) expect(resource).not.toBe('*');
      for (const principal of ['*', { AWS: '*' }]) expect(statement.Principal).not.toEqual(principal);
    }
  });

  test('that admits an AWS service names the account or resource it acts for', () => {
    const policies = Object.values<Any>(raw[name].Resources).filter((one) => /(Bucket|Queue)Policy$/.test(one.Type));
    for (const { Properties } of policies) {
      for (const statement of statementsOf(Properties.PolicyDocument).filter((one) => one.Effect === 'Allow')) {
        expect(Object.keys(statement.Principal)).toEqual(['Service']);
        const [[, source]] = Object.entries<Any>(statement.Condition) as [[string, Any]];
        expect(Object.keys(source).map((key) => key.toLowerCase())).toEqual(['aws:sourcearn']);
      }
    }
    for (const [, { Properties }] of resourcesOf(raw[name], 'AWS::Lambda::Permission')) {
      expect(Properties).toMatchObject({ Action: 'lambda:InvokeFunction', SourceArn: expect.anything() });
    }
  });
});

test('buckets, queues and the topic refuse requests without TLS', () => {
  const policies = TEMPLATE_NAMES.flatMap((name) =>
    Object.entries<Any>(raw[name].Resources).filter(([, one]) => /(Bucket|Queue|Topic)Policy$/.test(one.Type)),
  );
  expect(policies.map(([id]) => id).sort()).toEqual([
    'FailedAlertsPolicy',
    'MasterPlaylistBucketPolicy',
    'ObservationTopicPolicy',
    'QueuePolicy',
    'TopicPolicy',
  ]);
  for (const [, { Properties }] of policies) {
    expect(statementsOf(Properties.PolicyDocument)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  }
});

test('every queue has a policy, and every queue, topic and bucket is encrypted', () => {
  for (const name of TEMPLATE_NAMES) {
    const covered = resourcesOf(raw[name], 'AWS::SQS::QueuePolicy').flatMap(([, one]) =>
      one.Properties.Queues.map((queue: Any) => queue.Ref),
    );
    for (const [id, { Properties }] of resourcesOf(raw[name], 'AWS::SQS::Queue')) {
      expect(covered).toContain(id);
      expect(Properties.SqsManagedSseEnabled).toBe(true);
    }
    for (const [, { Properties }] of resourcesOf(raw[name], 'AWS::SNS::Topic')) {
      expect(Properties.KmsMasterKeyId).toBe('alias/aws/sns');
    }
    for (const [, { Properties }] of resourcesOf(raw[name], 'AWS::S3::Bucket')) {
      expect(Properties).toHaveProperty('BucketEncryption');
    }
  }
});

test('only the detector and the operator’s other publisher may publish to the topic: all others are denied', () => {
  const other = { 'Fn::If': ['AnotherPublishes', { Ref: 'OtherPublisherArn' }, { Ref: 'AWS::NoValue' }] };
  const detector = { 'aws:PrincipalArn': [{ 'Fn::GetAtt': ['DetectorRole', 'Arn'] }, other] };
  const [[, { Properties }]] = resourcesOf(raw['stale-playlist-detector'], 'AWS::SNS::TopicPolicy') as [[string, Any]];
  const [allow, deny] = statementsOf(Properties.PolicyDocument);
  expect(allow).toMatchObject({ Effect: 'Allow', Action: 'sns:Publish', Condition: { ArnEquals: detector } });
  expect(deny).toMatchObject({
    Effect: 'Deny',
    Principal: '*',
    Action: 'sns:Publish',
    Condition: { ArnNotEquals: detector },
  });
});

test('the bucket is private and versioned, and the account’s distributions read objects only', () => {
  const template = raw['clustered-video-stream-instance'];
  const [[, bucket]] = resourcesOf(template, 'AWS::S3::Bucket') as [[string, Any]];
  expect(Object.values(bucket.Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
  expect(bucket.Properties).toMatchObject({
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    VersioningConfiguration: { Status: 'Enabled' },
  });
  const [[, policy]] = resourcesOf(template, 'AWS::S3::BucketPolicy') as [[string, Any]];
  expect(statementsOf(policy.Properties.PolicyDocument).filter((one) => one.Effect === 'Allow')).toEqual([
    {
      Sid: 'CloudFrontReadsObjects',
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: { 'Fn::Sub': '${MasterPlaylistBucket.Arn}/*' },
      Condition: {
        ArnLike: {
          'AWS:SourceArn': { 'Fn::Sub': 'arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/*' },
        },
      },
    },
  ]);
});

describe('items of the state table', () => {
  const table = (name: TemplateName, role: string) =>
    raw[name].Resources[role].Properties.Policies.flatMap((policy: Any) => statementsOf(policy.PolicyDocument)).find(
      (statement: Any) => list(statement.Action)[0].startsWith('dynamodb:'),
    ).Condition;

  test('the alert handler writes the health item of its distribution, and those of its own observer', () => {
    expect(table('clustered-video-stream-instance', 'AlertHandlerRole')).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': [
          { 'Fn::If': ['DistributionIsNamed', { 'Fn::Sub': 'health#${DistributionDomain}' }, 'health#*'] },
          { 'Fn::Sub': 'health#*#${AWS::Region}' },
        ],
      },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
  });

  test('the copilot reads what its code asks for, and no history', () => {
    const condition = table('copilot', 'CopilotRole');
    expect(condition.Null).toEqual({ 'dynamodb:LeadingKeys': 'false' });
    const values: Record<string, string> = {
      RegionOne: 'eu-west-1',
      RegionOneDistributionDomain: 'one',
      RegionTwo: 'eu-west-2',
      RegionTwoDistributionDomain: 'two',
    };
    const allowed = condition['ForAllValues:StringEquals']['dynamodb:LeadingKeys'].map((key: Any) =>
      key.Ref ? values[key.Ref] : key['Fn::Sub'].replace(/\$\{(\w+)\}/g, (_: string, name: string) => values[name]),
    );
    const members = [
      { region: 'eu-west-1', domain: 'one' },
      { region: 'eu-west-2', domain: 'two' },
    ];
    expect(allowed).toEqual(stateKeys(members).map((key) => key.domain?.S));
  });
});
