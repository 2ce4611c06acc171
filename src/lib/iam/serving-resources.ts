import { assetBuckets, masterPlaylistBuckets, objectsOf } from './bucket-arns.js';
import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';
import { generatedNames } from './stack-resources.js';

/** CloudFront, S3 and DynamoDB: the resources that viewers' requests reach. */
export function servingStatements(names: PolicyNames): PolicyStatement[] {
  return [...cloudFront(names), ...buckets(names), tables(names)];
}

function cloudFront({ cluster, account }: PolicyNames): PolicyStatement[] {
  const all = (kind: string) => `arn:aws:cloudfront::${account}:${kind}/*`;
  return [
    allow(
      'MakeDistribution',
      actionsOf(
        'cloudfront',
        'CreateDistribution',
        'CreateDistributionWithTags',
        'GetDistribution',
        'GetDistributionConfig',
        'ListTagsForResource',
        'TagResource',
      ),
      [all('distribution')],
    ),
    // CloudFront chooses the ids; the stack sets the tags.
    allow(
      'ChangeOwnDistribution',
      actionsOf('cloudfront', 'DeleteDistribution', 'UntagResource', 'UpdateDistribution'),
      [all('distribution')],
      { 'aws:ResourceTag/cvs:cluster': cluster },
    ),
    // These cannot have tags.
    ...['CachePolicy', 'OriginAccessControl', 'ResponseHeadersPolicy'].map((type) =>
      allow(type, actionsOf('cloudfront', ...['Create', 'Delete', 'Get', 'Update'].map((verb) => `${verb}${type}`)), [
        all(type.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase()),
      ]),
    ),
  ];
}

function buckets(names: PolicyNames): PolicyStatement[] {
  return [
    allow(
      'MasterPlaylistBuckets',
      actionsOf(
        's3',
        'CreateBucket',
        'DeleteBucket',
        'DeleteBucketPolicy',
        'GetBucketAbac',
        'GetBucketOwnershipControls',
        'GetBucketPolicy',
        'GetBucketPublicAccessBlock',
        'GetBucketTagging',
        'GetBucketVersioning',
        'GetEncryptionConfiguration',
        'GetLifecycleConfiguration',
        'ListBucket',
        'ListTagsForResource',
        'PutBucketOwnershipControls',
        'PutBucketPolicy',
        'PutBucketPublicAccessBlock',
        'PutBucketTagging',
        'PutBucketVersioning',
        'PutEncryptionConfiguration',
        'PutLifecycleConfiguration',
        // Tags of a bucket that is made with tags, or whose account turns on attribute-based access control.
        'TagResource',
        'UntagResource',
      ),
      masterPlaylistBuckets(names),
    ),
    allow('ReadCode', actionsOf('s3', 'GetObject'), objectsOf(assetBuckets(names))),
  ];
}

function tables({ cluster, account }: PolicyNames): PolicyStatement {
  return allow(
    'Tables',
    actionsOf(
      'dynamodb',
      // DynamoDB makes a replica with the caller's permissions to read and write.
      'BatchWriteItem',
      'CreateTable',
      'CreateTableReplica',
      'DeleteItem',
      'DeleteTable',
      'DeleteTableReplica',
      'DescribeContinuousBackups',
      'DescribeContributorInsights',
      'DescribeKinesisStreamingDestination',
      'DescribeTable',
      'DescribeTableReplicaAutoScaling',
      'DescribeTimeToLive',
      'GetItem',
      'GetResourcePolicy',
      'ListTagsOfResource',
      'PutItem',
      'Query',
      'Scan',
      'TagResource',
      'UntagResource',
      'UpdateContinuousBackups',
      'UpdateItem',
      'UpdateTable',
      'UpdateTimeToLive',
    ),
    // The second is for the detectors' own tables, which they use from run to run.
    [cluster, ...generatedNames(cluster, 'AWS::DynamoDB::Table')].map(
      (name) => `arn:aws:dynamodb:*:${account}:table/${name}`,
    ),
  );
}
