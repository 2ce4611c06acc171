import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';

/** `init`, `assets`, `plan`, `deploy`, `playlist publish`, `destroy`: the calls of cvs itself. */
export function deployerStatements(names: PolicyNames): PolicyStatement[] {
  return [stacks(names), ...distributions(names), ...data(names), ...leftOvers(names)];
}

function stacks({ cluster, account }: PolicyNames): PolicyStatement {
  return allow(
    'ChangeStacks',
    actionsOf(
      'cloudformation',
      'ContinueUpdateRollback',
      'CreateChangeSet',
      'DeleteChangeSet',
      'DeleteStack',
      'DescribeChangeSet',
      'DescribeStackEvents',
      'DescribeStackResources',
      'ExecuteChangeSet',
      // For the tags of a change set.
      'TagResource',
      'UpdateTerminationProtection',
    ),
    [`arn:aws:cloudformation:*:${account}:stack/${cluster}-*`],
  );
}

function distributions({ cluster, account, distributionIds }: PolicyNames): PolicyStatement[] {
  return [
    allow(
      'ChangeDistributions',
      actionsOf('cloudfront', 'GetDistributionConfig', 'UpdateDistribution'),
      distributionIds.map((id) => `arn:aws:cloudfront::${account}:distribution/${id}`),
    ),
    // Updating a distribution needs these on the function that it associates (CloudFront Developer Guide, "Set up IAM
    // permissions and roles for Lambda@Edge").
    allow('AttachCopilot', actionsOf('lambda', 'DisableReplication', 'EnableReplication', 'GetFunction'), [
      `arn:aws:lambda:us-east-1:${account}:function:${cluster}-*`,
    ]),
    allow('EdgeServiceRoles', actionsOf('iam', 'CreateServiceLinkedRole'), edgeServiceRoles(account)),
    // The master playlist distribution: CloudFront chooses its id, the stack sets its tags.
    allow(
      'InvalidateMasterPlaylists',
      actionsOf('cloudfront', 'CreateInvalidation'),
      [`arn:aws:cloudfront::${account}:distribution/*`],
      { 'aws:ResourceTag/cvs:cluster': cluster },
    ),
  ];
}

/** Lambda@Edge creates these two roles once per account (CloudFront Developer Guide, same page). */
export function edgeServiceRoles(account: string): string[] {
  return ['replicator.lambda', 'logger.cloudfront'].map(
    (service) => `arn:aws:iam::${account}:role/aws-service-role/${service}.amazonaws.com/*`,
  );
}

function data({ cluster, bucketBaseName, account }: PolicyNames): PolicyStatement[] {
  const own = `arn:aws:s3:::${cluster.toLowerCase()}-*`;
  const assets = `arn:aws:s3:::${bucketBaseName}-*`;
  return [
    allow('MakeAssetBuckets', actionsOf('s3', 'CreateBucket'), [assets]),
    allow('WriteObjects', actionsOf('s3', 'PutObject'), [`${own}/*`, `${assets}/*`]),
    allow('FindBuckets', actionsOf('s3', 'ListAllMyBuckets'), ['*']),
    allow('DeleteBuckets', actionsOf('s3', 'DeleteBucket', 'GetBucketTagging', 'ListBucketVersions'), [own]),
    allow('DeleteObjects', actionsOf('s3', 'DeleteObject', 'DeleteObjectVersion'), [`${own}/*`]),
    allow(
      'StateTable',
      actionsOf('dynamodb', 'DeleteTable', 'DeleteTableReplica', 'DescribeTable', 'ListTagsOfResource', 'TagResource'),
      [`arn:aws:dynamodb:*:${account}:table/${cluster}`],
    ),
  ];
}

/** What `destroy --sweep` lists and deletes. */
function leftOvers({ cluster, account }: PolicyNames): PolicyStatement[] {
  return [
    allow('FindByName', ['cloudfront:ListDistributions', 'iam:ListRoles', 'lambda:ListFunctions'], ['*']),
    allow('SweepCopilots', actionsOf('lambda', 'DeleteFunction'), [
      `arn:aws:lambda:us-east-1:${account}:function:${cluster}-*`,
    ]),
    allow('SweepRoles', actionsOf('iam', 'DeleteRole', 'DeleteRolePolicy', 'ListRolePolicies'), [
      `arn:aws:iam::${account}:role/${cluster}-*`,
    ]),
  ];
}
