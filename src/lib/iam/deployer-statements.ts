import { assetBuckets, masterPlaylistBuckets, objectsOf } from './bucket-arns.js';
import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';
import { generatedNames, stackArns } from './stack-resources.js';

/**
 * Updating a distribution needs these on the function that it associates. The asterisk is part of the names (CloudFront
 * Developer Guide, "Set up IAM permissions and roles for Lambda@Edge"); the Service Authorization Reference has them
 * without it.
 */
export const REPLICATION = ['DisableReplication*', 'EnableReplication*'];

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
      // Why a change set was refused; the change set does not say it.
      'DescribeEvents',
      'DescribeStackEvents',
      'DescribeStackResources',
      'ExecuteChangeSet',
      'ListChangeSets',
      // For the tags of a change set.
      'TagResource',
      'UpdateTerminationProtection',
    ),
    stackArns(cluster, account),
  );
}

function distributions({ cluster, account, distributionIds }: PolicyNames): PolicyStatement[] {
  return [
    allow(
      'ChangeDistributions',
      actionsOf(
        'cloudfront',
        'GetDistributionConfig',
        'UpdateDistribution',
        // For what cvs remembers of a distribution whose settings it changes.
        'ListTagsForResource',
        'TagResource',
        'UntagResource',
      ),
      distributionIds.map((id) => `arn:aws:cloudfront::${account}:distribution/${id}`),
    ),
    allow('AttachCopilot', actionsOf('lambda', ...REPLICATION, 'GetFunction'), copilotFunctions(cluster, account)),
    allow('EdgeServiceRoles', actionsOf('iam', 'CreateServiceLinkedRole'), edgeServiceRoles(account)),
    // The master playlist distribution: CloudFront chooses its id, the stack sets its tags.
    allow(
      'Invalidate',
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

function data(names: PolicyNames): PolicyStatement[] {
  const { cluster, account } = names;
  const own = masterPlaylistBuckets(names);
  const assets = assetBuckets(names);
  return [
    // A bucket is made with the cluster file's tags.
    allow('MakeAssetBuckets', actionsOf('s3', 'CreateBucket', 'TagResource'), assets),
    allow('WriteObjects', actionsOf('s3', 'PutObject'), objectsOf([...own, ...assets])),
    allow('DeleteBuckets', actionsOf('s3', 'DeleteBucket', 'GetBucketTagging', 'ListBucketVersions'), own),
    allow('DeleteObjects', actionsOf('s3', 'DeleteObject', 'DeleteObjectVersion'), objectsOf(own)),
    allow(
      'StateTable',
      actionsOf('dynamodb', 'DeleteTable', 'DeleteTableReplica', 'DescribeTable', 'ListTagsOfResource', 'TagResource'),
      [`arn:aws:dynamodb:*:${account}:table/${cluster}`],
    ),
  ];
}

/** What `destroy --sweep` and `--delete-data` look for, and what a sweep deletes. */
function leftOvers({ cluster, account }: PolicyNames): PolicyStatement[] {
  return [
    allow(
      'FindByName',
      [
        // The certificate of masterPlaylist.certificateArn.
        'acm:DescribeCertificate',
        'cloudfront:ListDistributions',
        'iam:ListRoles',
        'lambda:ListFunctions',
        's3:ListAllMyBuckets',
      ],
      ['*'],
    ),
    allow('SweepCopilots', actionsOf('lambda', 'DeleteFunction'), copilotFunctions(cluster, account)),
    allow(
      'SweepRoles',
      actionsOf('iam', 'DeleteRole', 'DeleteRolePolicy', 'ListRolePolicies'),
      generatedNames(cluster, 'AWS::IAM::Role', 'copilot').map((name) => `arn:aws:iam::${account}:role/${name}`),
    ),
  ];
}

function copilotFunctions(cluster: string, account: string): string[] {
  return generatedNames(cluster, 'AWS::Lambda::Function', 'copilot').map(
    (name) => `arn:aws:lambda:us-east-1:${account}:function:${name}`,
  );
}
