import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { TEMPLATE_NAMES } from '../../../src/lib/assets/assets.js';
import { POLICY_KINDS, policyOf, RESOURCE_KINDS, resourcePolicy } from '../../../src/lib/iam/role-policies.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { POLICY_NAMES } from '../../support/policy-names.js';
import { templatesWithoutCode } from '../../templates/filled-templates.js';
import { type Any, objects, rawTemplates } from '../../templates/raw-templates.js';

type Handlers = Record<string, readonly string[]>;

/** By resource type, what its handlers call by the CloudFormation registry. */
const { types } = JSON.parse(
  readFileSync(join(packageRoot, 'test/fixtures/cloudformation/handler-permissions.json'), 'utf8'),
) as { types: Record<string, Handlers> };

/** Permissions that handlers have for the sake of one property: not needed while no template has it. */
const ONLY_FOR: Record<string, RegExp[]> = {
  AbacStatus: [/^s3:PutBucketAbac$/],
  AccelerateConfiguration: [/^s3:(Get|Put)Accelerate/],
  // The bucket's, or an object's; and not that the owner's alone are enforced.
  AccessControl: [/^s3:\w+Acl$/],
  AnalyticsConfigurations: [/^s3:\w*Analytics/],
  BearerTokenAuthenticationEnabled: [/^logs:PutBearerTokenAuthentication$/],
  CapacityProviderConfig: [/^lambda:PassCapacityProvider$/],
  CodeSigningConfigArn: [/^lambda:(GetCode|PutFunctionCode|DeleteFunctionCode)SigningConfig$/],
  ConnectionMode: [/^cloudfront:\w+ConnectionGroup$/],
  ContinuousDeploymentPolicyId: [/^cloudfront:UpdateDistributionWithStagingConfig$/],
  ContributorInsightsSpecification: [/^dynamodb:UpdateContributorInsights$/],
  CorsConfiguration: [/^s3:\w*Bucket(CORS|Cors)$/],
  DataProtectionPolicy: [/^(sns|logs):(Put|Delete)DataProtectionPolicy$/],
  FieldIndexPolicies: [/^logs:(Put|Delete)IndexPolicy$/],
  FileSystemConfigs: [/^elasticfilesystem:/, /^s3files:/],
  FunctionScalingConfig: [/^lambda:PutFunctionScalingConfig$/],
  ImportSourceSpecification: [
    /^dynamodb:(ImportTable|DescribeImport)$/,
    /^logs:(CreateLogStream|DescribeLogStreams|PutLogEvents)$/,
    /^s3:GetObjectMetadata$/,
  ],
  IntelligentTieringConfigurations: [/^s3:\w+IntelligentTiering/],
  InventoryConfigurations: [/^s3:\w+InventoryConfiguration$/],
  KinesisStreamSpecification: [/^kinesis:/, /^dynamodb:(Enable|Disable|Update)KinesisStreamingDestination$/],
  KmsKeyArn: [/^kms:/],
  KmsKeyId: [/^logs:(Associate|Disassociate)KmsKey$/],
  Layers: [/^lambda:GetLayerVersion$/],
  LogGroupClass: [/^logs:CreateLogDelivery$/, /^s3:REST\.PUT\.OBJECT$/, /^firehose:/],
  LoggingConfiguration: [/^s3:\w+BucketLogging$/],
  ManagedPolicyArns: [/^iam:(Attach|Detach)RolePolicy$/],
  MetadataConfiguration: [/^s3tables:/, /^s3:\w+BucketMetadata/],
  MetricsConfigurations: [/^s3:\w*MetricsConfiguration$/],
  NotificationConfiguration: [/^s3:\w+BucketNotification$/],
  ObjectLockConfiguration: [/^s3:\w+ObjectLockConfiguration$/],
  ProvisionedConcurrencyConfig: [/^lambda:PutProvisionedConcurrencyConfig$/],
  RecursiveLoop: [/^lambda:PutFunctionRecursionConfig$/],
  ReplicationConfiguration: [/^s3:\w*(Bucket|)Replication(Configuration)?$/],
  ReservedConcurrentExecutions: [/^lambda:(Put|Delete)FunctionConcurrency$/],
  // Of tables and of log groups.
  ResourcePolicy: [/^dynamodb:(Put|Delete)ResourcePolicy$/],
  ResourcePolicyDocument: [/^logs:(Put|Delete)ResourcePolicy$/],
  RuntimeManagementConfig: [/^lambda:PutRuntimeManagementConfig$/],
  S3ObjectVersion: [/^s3:GetObjectVersion$/],
  VpcConfig: [/^ec2:/],
  VpcOriginConfig: [/^cloudfront:GetVpcOrigin$/],
  WebsiteConfiguration: [/^s3:\w+BucketWebsite$/i],
  WriteProvisionedThroughputSettings: [
    /^application-autoscaling:(Delete|Deregister|Put|Register)/,
    /^dynamodb:UpdateTableReplicaAutoScaling$/,
  ],
};

/** Permissions that no caller needs. */
const NEVER: RegExp[] = [
  // For a table that joins a global table of another account ("Multi-account global tables", DynamoDB Developer Guide).
  /^dynamodb:AssociateTableReplica$/,
  // For DeletionProtectionEnabled of a log group; only tables of ours have such a property.
  /^logs:PutLogGroupDeletionProtection$/,
  // The handler's metrics of itself.
  /^cloudwatch:PutMetricData$/,
  // Names of API operations; IAM knows them as s3:PutEncryptionConfiguration and s3:PutLifecycleConfiguration.
  /^s3:DeleteBucket(Encryption|Lifecycle)$/,
  // Only with a boundary, and then on condition: test/lib/iam/boundary.test.ts. Nothing takes one away.
  /^iam:(Put|Delete)RolePermissionsBoundary$/,
  // A bucket of ours is made without objects, and a stack leaves it with them.
  /^s3:DeleteObject$/,
];

/** Permissions that the registry does not list. */
const BESIDES = new Set([
  // CloudFront asks for them when it associates a function. The asterisk is part of the name ("Set up IAM permissions and
  // roles for Lambda@Edge", CloudFront Developer Guide; serverless-lambda-edge-pre-existing-cloudfront#36).
  'lambda:DisableReplication*',
  'lambda:EnableReplication*',
  // DynamoDB asks for it when the last replica goes ("Using IAM with global tables").
  'dynamodb:DeleteTableReplica',
]);

const unneeded = [...Object.values(ONLY_FOR).flat(), ...NEVER];
const statements = RESOURCE_KINDS.flatMap((kind) => resourcePolicy(kind, POLICY_NAMES).Statement);
const granted = [...new Set(statements.flatMap(({ Action }) => Action))];
const covers = (pattern: string, action: string) =>
  pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action;
/** Both policies and the registry have patterns. */
const matches = (one: string, other: string) => covers(one, other) || covers(other, one);

let resources: Any[];
let used: string[];

beforeAll(async () => {
  const raw = rawTemplates(await templatesWithoutCode());
  resources = TEMPLATE_NAMES.flatMap((name) => Object.values<Any>(raw[name].Resources));
  used = [...new Set<string>(resources.map((one) => one.Type))];
});

describe('what CloudFormation may do for a deployer', () => {
  test('is all that the handlers of the templates’ resource types call', () => {
    for (const type of used) {
      const calls = [...new Set(Object.values(types[type] ?? {}).flat())];
      expect({ type, known: calls.length > 0 }).toEqual({ type, known: true });
      const missing = calls.filter(
        (call) => !granted.some((action) => matches(call, action)) && !unneeded.some((one) => one.test(call)),
      );
      expect({ type, missing }).toEqual({ type, missing: [] });
    }
  });

  test('is nothing else', () => {
    const calls = used.flatMap((type) => Object.values(types[type] ?? {}).flat());
    const extra = granted.filter((action) => !BESIDES.has(action) && !calls.some((call) => matches(call, action)));
    expect(extra).toEqual([]);
  });

  test('leaves out only what serves properties that no template has', () => {
    const present = new Set(
      resources.flatMap(({ Properties }) => [...objects(Properties ?? {})].flatMap((one) => Object.keys(one))),
    );
    expect(Object.keys(ONLY_FOR).filter((property) => present.has(property))).toEqual([]);
  });

  test('has a resource for each action, except lists and actions without a resource in IAM', () => {
    const wide = statements.filter(({ Resource }) => Resource.includes('*'));
    expect(wide.flatMap(({ Action }) => Action)).toEqual([
      'application-autoscaling:Describe*',
      'cloudwatch:DescribeAlarms',
      'logs:DescribeIndexPolicies',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'sns:GetSubscriptionAttributes',
      'sns:SetSubscriptionAttributes',
      'sns:Unsubscribe',
    ]);
  });
});

/** The longest that the cluster file takes. */
const LONGEST = {
  ...POLICY_NAMES,
  cluster: 'c'.repeat(40),
  bucketBaseName: 'b'.repeat(46),
  regions: ['ap-southeast-1', 'ap-southeast-2'],
  permissionsBoundary: `arn:aws:iam::123456789012:policy/${'p'.repeat(128)}`,
};

test.each([...POLICY_KINDS.map((kind) => [kind, policyOf(kind, LONGEST)] as const)])(
  'the policy of %s fits into a managed policy, a statement a service',
  (_name, policy) => {
    // "IAM and AWS STS quotas": 6,144 characters, white space not counted.
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144);
    const sids = policy.Statement.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    for (const { Action, Resource } of policy.Statement) {
      const services = new Set(Action.map((action) => action.split(':')[0]));
      if (!Resource.includes('*')) expect([...services]).toHaveLength(1);
    }
  },
);
