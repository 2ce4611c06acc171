import { assetBuckets, masterPlaylistBuckets, objectsOf } from './bucket-arns.js';
import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';
import { stackArns } from './stack-resources.js';

/** `status`, `outputs`, `doctor`, `failover history`, `playlist build`, `playlist check`. */
export function viewerStatements(names: PolicyNames): PolicyStatement[] {
  const { cluster, account, distributionIds } = names;
  const buckets = [...masterPlaylistBuckets(names), ...assetBuckets(names)];
  return [
    allow('ReadStacks', actionsOf('cloudformation', 'DescribeStacks', 'GetTemplate'), stackArns(cluster, account)),
    allow(
      'ReadDistributions',
      actionsOf('cloudfront', 'GetDistribution'),
      distributionIds.map((id) => `arn:aws:cloudfront::${account}:distribution/${id}`),
    ),
    // None of these can be limited to a resource that is known in advance.
    allow(
      'ReadAccount',
      [
        'cloudformation:DescribeAccountLimits',
        'cloudfront:GetCachePolicy',
        // The role of a session may have a path, which its simulation needs.
        'iam:GetRole',
        'iam:SimulatePrincipalPolicy',
        'lambda:GetAccountSettings',
      ],
      ['*'],
    ),
    allow('ReadState', actionsOf('dynamodb', 'BatchGetItem', 'Scan'), [
      `arn:aws:dynamodb:*:${account}:table/${cluster}`,
    ]),
    allow('ReadBuckets', actionsOf('s3', 'GetObject', 'ListBucket'), [...buckets, ...objectsOf(buckets)]),
  ];
}
