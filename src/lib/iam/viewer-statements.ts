import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';

/** `status`, `outputs`, `doctor`, `failover history`, `playlist build`, `playlist check`. */
export function viewerStatements(names: PolicyNames): PolicyStatement[] {
  const { cluster, bucketBaseName, account, distributionIds } = names;
  return [
    allow('ReadStacks', actionsOf('cloudformation', 'DescribeStacks', 'GetTemplate'), [
      `arn:aws:cloudformation:*:${account}:stack/${cluster}-*`,
    ]),
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
        'iam:SimulatePrincipalPolicy',
        'lambda:GetAccountSettings',
      ],
      ['*'],
    ),
    allow('ReadState', actionsOf('dynamodb', 'BatchGetItem', 'Scan'), [
      `arn:aws:dynamodb:*:${account}:table/${cluster}`,
    ]),
    allow('ReadBuckets', actionsOf('s3', 'GetObject', 'ListBucket'), [
      `arn:aws:s3:::${cluster.toLowerCase()}-*`,
      `arn:aws:s3:::${cluster.toLowerCase()}-*/*`,
      `arn:aws:s3:::${bucketBaseName}-*`,
      `arn:aws:s3:::${bucketBaseName}-*/*`,
    ]),
  ];
}
