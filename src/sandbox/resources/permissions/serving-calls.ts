import type { Need } from '../../api/need.js';
import { arnOf, globalArnOf } from './arns.js';
import type { HandledResource, TypeCalls } from './type-calls.js';

/** What the read handler asks for whatever a bucket has, as far as its properties are ours. */
const BUCKET_READS = [
  'GetBucketAbac',
  'GetBucketOwnershipControls',
  'GetBucketPublicAccessBlock',
  'GetBucketTagging',
  'GetBucketVersioning',
  'GetEncryptionConfiguration',
  'GetLifecycleConfiguration',
  'ListTagsForResource',
];

/** CloudFront, S3 and DynamoDB, by resource type. */
export const SERVING_CALLS: Readonly<Record<string, TypeCalls>> = {
  'AWS::CloudFront::CachePolicy': {
    service: 'cloudfront',
    arns: globalArnOf('cloudfront', 'cache-policy/'),
    create: ['CreateCachePolicy'],
    update: ['GetCachePolicy', 'UpdateCachePolicy'],
    delete: ['DeleteCachePolicy', 'GetCachePolicy'],
  },
  'AWS::CloudFront::Distribution': {
    service: 'cloudfront',
    arns: globalArnOf('cloudfront', 'distribution/'),
    create: ['CreateDistribution', 'GetDistribution', 'GetDistributionConfig'],
    update: ['GetDistribution', 'GetDistributionConfig', 'UpdateDistribution'],
    delete: ['DeleteDistribution', 'GetDistribution', 'GetDistributionConfig'],
    tag: 'TagResource',
    context: resourceTags,
    also: ({ properties }, action) => (action === 'delete' ? [] : functionArns(properties).flatMap(replicationNeed)),
  },
  'AWS::CloudFront::OriginAccessControl': {
    service: 'cloudfront',
    arns: globalArnOf('cloudfront', 'origin-access-control/'),
    create: ['CreateOriginAccessControl'],
    update: ['GetOriginAccessControl', 'UpdateOriginAccessControl'],
    delete: ['DeleteOriginAccessControl', 'GetOriginAccessControl'],
  },
  'AWS::CloudFront::ResponseHeadersPolicy': {
    service: 'cloudfront',
    arns: globalArnOf('cloudfront', 'response-headers-policy/'),
    create: ['CreateResponseHeadersPolicy'],
    update: ['UpdateResponseHeadersPolicy'],
    delete: ['DeleteResponseHeadersPolicy'],
  },
  'AWS::DynamoDB::GlobalTable': {
    service: 'dynamodb',
    arns: replicaArns,
    create: ['CreateTable', 'CreateTableReplica', 'DescribeTable', 'UpdateContinuousBackups', 'UpdateTimeToLive'],
    update: ['DescribeTable', 'UpdateTable'],
    delete: ['DeleteTable', 'DescribeTable'],
    // DynamoDB replicates with the caller's permissions ("Using IAM with global tables").
    also: (resource, action) => (action === 'create' ? replicationNeeds(resource) : []),
  },
  'AWS::DynamoDB::Table': {
    service: 'dynamodb',
    arns: arnOf('dynamodb', 'table/'),
    create: ['CreateTable', 'DescribeTable'],
    update: ['DescribeTable', 'UpdateTable'],
    delete: ['DeleteTable', 'DescribeTable'],
    tag: 'TagResource',
  },
  'AWS::S3::Bucket': {
    service: 's3',
    arns: ({ physicalId }) => [`arn:aws:s3:::${physicalId}`],
    create: ['CreateBucket', 'PutBucketPublicAccessBlock', 'PutEncryptionConfiguration', ...BUCKET_READS],
    update: ['ListBucket', 'PutBucketPublicAccessBlock', 'PutEncryptionConfiguration', ...BUCKET_READS],
    delete: ['DeleteBucket', 'ListBucket'],
    tag: 'PutBucketTagging',
  },
  'AWS::S3::BucketPolicy': {
    service: 's3',
    arns: ({ properties }) => [`arn:aws:s3:::${properties.Bucket}`],
    create: ['GetBucketPolicy', 'PutBucketPolicy'],
    update: ['GetBucketPolicy', 'PutBucketPolicy'],
    delete: ['DeleteBucketPolicy', 'GetBucketPolicy'],
  },
};

/** Of the functions that a distribution's behaviors run. */
function functionArns(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as { LambdaFunctionARN?: unknown }).LambdaFunctionARN;
  return typeof own === 'string' ? [own] : Object.values(value).flatMap(functionArns);
}

/** "Set up IAM permissions and roles for Lambda@Edge", Amazon CloudFront Developer Guide. */
function replicationNeed(arn: string): readonly Need[] {
  return ['GetFunction', 'EnableReplication'].map((name) => ({ action: `lambda:${name}`, resource: arn }));
}

/** A distribution's tags: what exists has them, and what is made is made with them. */
function resourceTags({ properties, context }: HandledResource): Need['context'] {
  const own = (properties.Tags ?? []) as readonly { Key: string; Value: unknown }[];
  const tags = { ...context.stackTags, ...Object.fromEntries(own.map(({ Key, Value }) => [Key, String(Value)])) };
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

function replicaArns({ physicalId, properties, context: { accountId } }: HandledResource): readonly string[] {
  const replicas = (properties.Replicas ?? []) as readonly { Region: string }[];
  return replicas.map(({ Region }) => `arn:aws:dynamodb:${Region}:${accountId}:table/${physicalId}`);
}

function replicationNeeds(resource: HandledResource): readonly Need[] {
  const actions = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'];
  return replicaArns(resource).flatMap((arn) =>
    actions.map((action) => ({ action: `dynamodb:${action}`, resource: arn })),
  );
}
