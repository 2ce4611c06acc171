/** What people do with cvs, each including the one before it. */
export type Role = 'viewer' | 'operator' | 'deployer';

export const ROLES: readonly Role[] = ['viewer', 'operator', 'deployer'];

/** The names that a policy is narrowed to. */
export interface PolicyNames {
  /** Name of the cluster. */
  cluster: string;
  bucketBaseName: string;
  account: string;
  distributionIds: readonly string[];
}

export interface PolicyStatement {
  Sid: string;
  Effect: 'Allow';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: readonly PolicyStatement[];
}

/** The least that a person in a role needs, in JSON as IAM takes it. */
export function rolePolicy(role: Role, names: PolicyNames): PolicyDocument {
  return { Version: '2012-10-17', Statement: statementsOf(role, names) };
}

function statementsOf(role: Role, names: PolicyNames): PolicyStatement[] {
  if (role === 'viewer') return viewer(names);
  if (role === 'operator') return [...viewer(names), ...operator(names)];
  return [...viewer(names), ...operator(names), ...deployer(names)];
}

/** `status`, `plan`, `outputs`, `doctor`, `playlist build`, `playlist check`. */
function viewer({ cluster, bucketBaseName, account, distributionIds }: PolicyNames): PolicyStatement[] {
  return [
    {
      Sid: 'ReadStacks',
      Effect: 'Allow',
      Action: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
      Resource: [`arn:aws:cloudformation:*:${account}:stack/${cluster}-*`],
    },
    {
      Sid: 'ReadDistributions',
      Effect: 'Allow',
      Action: ['cloudfront:GetDistribution'],
      Resource: distributionIds.map((id) => `arn:aws:cloudfront::${account}:distribution/${id}`),
    },
    {
      Sid: 'ReadAccount',
      Effect: 'Allow',
      Action: [
        'cloudformation:DescribeAccountLimits',
        'cloudfront:GetCachePolicy',
        'iam:SimulatePrincipalPolicy',
        'lambda:GetAccountSettings',
      ],
      Resource: ['*'],
    },
    {
      Sid: 'ReadState',
      Effect: 'Allow',
      Action: ['dynamodb:BatchGetItem', 'dynamodb:Scan'],
      Resource: [`arn:aws:dynamodb:*:${account}:table/${cluster}`],
    },
    {
      Sid: 'ReadBuckets',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: [
        `arn:aws:s3:::${cluster.toLowerCase()}-*`,
        `arn:aws:s3:::${cluster.toLowerCase()}-*/*`,
        `arn:aws:s3:::${bucketBaseName}-*`,
        `arn:aws:s3:::${bucketBaseName}-*/*`,
      ],
    },
  ];
}

/** `failover …`, `drill`: the data plane of the state table, and nothing else. */
function operator({ cluster, account }: PolicyNames): PolicyStatement[] {
  return [
    {
      Sid: 'ChangeState',
      Effect: 'Allow',
      Action: [
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ],
      Resource: [`arn:aws:dynamodb:*:${account}:table/${cluster}`],
    },
  ];
}

/** `init`, `assets`, `deploy`, `playlist publish`, `destroy`; CloudFormation makes the resources as whoever calls. */
function deployer(names: PolicyNames): PolicyStatement[] {
  const { cluster, bucketBaseName, account, distributionIds } = names;
  const prefix = `${cluster}-*`;
  const bucket = `arn:aws:s3:::${cluster.toLowerCase()}-*`;
  return [
    {
      Sid: 'ChangeStacks',
      Effect: 'Allow',
      Action: [
        'cloudformation:CancelUpdateStack',
        'cloudformation:ContinueUpdateRollback',
        'cloudformation:CreateChangeSet',
        'cloudformation:DeleteChangeSet',
        'cloudformation:DeleteStack',
        'cloudformation:DescribeChangeSet',
        'cloudformation:DescribeStackEvents',
        'cloudformation:DescribeStackResources',
        'cloudformation:ExecuteChangeSet',
        'cloudformation:ListStackResources',
        'cloudformation:RollbackStack',
        'cloudformation:TagResource',
        'cloudformation:UpdateTerminationProtection',
      ],
      Resource: [`arn:aws:cloudformation:*:${account}:stack/${prefix}`],
    },
    {
      Sid: 'ChangeDistributions',
      Effect: 'Allow',
      Action: ['cloudfront:GetDistributionConfig', 'cloudfront:UpdateDistribution'],
      Resource: distributionIds.map((id) => `arn:aws:cloudfront::${account}:distribution/${id}`),
    },
    {
      Sid: 'MasterPlaylistDistribution',
      Effect: 'Allow',
      // Ids are CloudFront's to choose: they cannot be narrowed to before they are there.
      Action: [
        'cloudfront:CreateCachePolicy',
        'cloudfront:CreateDistribution',
        'cloudfront:CreateInvalidation',
        'cloudfront:CreateOriginAccessControl',
        'cloudfront:CreateResponseHeadersPolicy',
        'cloudfront:DeleteCachePolicy',
        'cloudfront:DeleteDistribution',
        'cloudfront:DeleteOriginAccessControl',
        'cloudfront:DeleteResponseHeadersPolicy',
        'cloudfront:GetOriginAccessControl',
        'cloudfront:GetResponseHeadersPolicy',
        'cloudfront:GetInvalidation',
        'cloudfront:TagResource',
        'cloudfront:UpdateCachePolicy',
        'cloudfront:UpdateOriginAccessControl',
        'cloudfront:UpdateResponseHeadersPolicy',
      ],
      Resource: [`arn:aws:cloudfront::${account}:*`],
    },
    {
      Sid: 'AssetsAndMasterPlaylists',
      Effect: 'Allow',
      Action: [
        's3:CreateBucket',
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:GetBucketPolicy',
        's3:GetBucketTagging',
        's3:ListBucketVersions',
        's3:PutBucketOwnershipControls',
        's3:PutBucketPolicy',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketTagging',
        's3:PutBucketVersioning',
        's3:PutEncryptionConfiguration',
        's3:PutLifecycleConfiguration',
        's3:PutObject',
      ],
      Resource: [bucket, `${bucket}/*`, `arn:aws:s3:::${bucketBaseName}-*`, `arn:aws:s3:::${bucketBaseName}-*/*`],
    },
    {
      Sid: 'StateTable',
      Effect: 'Allow',
      Action: [
        'dynamodb:CreateTable',
        'dynamodb:CreateTableReplica',
        'dynamodb:DeleteTable',
        'dynamodb:DeleteTableReplica',
        'dynamodb:DescribeContinuousBackups',
        'dynamodb:DescribeTable',
        'dynamodb:DescribeTimeToLive',
        'dynamodb:ListTagsOfResource',
        'dynamodb:ListTagsOfResource',
        'dynamodb:TagResource',
        'dynamodb:UntagResource',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTable',
        'dynamodb:UpdateTimeToLive',
      ],
      // The second is of the detectors, which remember there from run to run.
      Resource: [`arn:aws:dynamodb:*:${account}:table/${cluster}`, `arn:aws:dynamodb:*:${account}:table/${prefix}`],
    },
    {
      Sid: 'Functions',
      Effect: 'Allow',
      Action: [
        'lambda:AddPermission',
        'lambda:CreateFunction',
        'lambda:DeleteFunction',
        'lambda:DeleteFunctionEventInvokeConfig',
        'lambda:DisableReplication',
        'lambda:EnableReplication',
        'lambda:GetFunction',
        'lambda:GetFunctionConfiguration',
        'lambda:GetFunctionEventInvokeConfig',
        'lambda:ListVersionsByFunction',
        'lambda:PublishVersion',
        'lambda:PutFunctionConcurrency',
        'lambda:PutFunctionEventInvokeConfig',
        'lambda:RemovePermission',
        'lambda:TagResource',
        'lambda:UntagResource',
        'lambda:UpdateFunctionCode',
        'lambda:UpdateFunctionConfiguration',
        'lambda:UpdateFunctionEventInvokeConfig',
      ],
      Resource: [`arn:aws:lambda:*:${account}:function:${prefix}`],
    },
    {
      Sid: 'FunctionRoles',
      Effect: 'Allow',
      Action: [
        'iam:CreateRole',
        'iam:DeleteRole',
        'iam:DeleteRolePolicy',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:PassRole',
        'iam:PutRolePolicy',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy',
      ],
      Resource: [`arn:aws:iam::${account}:role/${prefix}`],
    },
    {
      Sid: 'EdgeServiceRoles',
      Effect: 'Allow',
      // Lambda@Edge makes these two once an account (CloudFront Developer Guide, "Set up IAM permissions and roles").
      Action: ['iam:CreateServiceLinkedRole'],
      Resource: [
        `arn:aws:iam::${account}:role/aws-service-role/replicator.lambda.amazonaws.com/*`,
        `arn:aws:iam::${account}:role/aws-service-role/logger.cloudfront.amazonaws.com/*`,
        `arn:aws:iam::${account}:role/aws-service-role/replication.dynamodb.amazonaws.com/*`,
      ],
    },
    {
      Sid: 'Alerts',
      Effect: 'Allow',
      Action: [
        'sns:CreateTopic',
        'sns:DeleteTopic',
        'sns:GetSubscriptionAttributes',
        'sns:GetTopicAttributes',
        'sns:SetSubscriptionAttributes',
        'sns:SetTopicAttributes',
        'sns:Subscribe',
        'sns:TagResource',
        'sns:Unsubscribe',
        'sqs:CreateQueue',
        'sqs:DeleteQueue',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SetQueueAttributes',
        'sqs:TagQueue',
      ],
      Resource: [`arn:aws:sns:*:${account}:${prefix}`, `arn:aws:sqs:*:${account}:${prefix}`],
    },
    {
      Sid: 'SchedulesLogsAndAlarms',
      Effect: 'Allow',
      Action: [
        'cloudwatch:DeleteAlarms',
        'cloudwatch:DeleteDashboards',
        'cloudwatch:GetDashboard',
        'cloudwatch:PutDashboard',
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:TagResource',
        'logs:CreateLogGroup',
        'logs:DeleteLogGroup',
        'logs:PutRetentionPolicy',
        'logs:TagResource',
        'scheduler:CreateSchedule',
        'scheduler:DeleteSchedule',
        'scheduler:GetSchedule',
        'scheduler:UpdateSchedule',
      ],
      Resource: [
        `arn:aws:cloudwatch:*:${account}:alarm:${prefix}`,
        `arn:aws:cloudwatch::${account}:dashboard/${cluster}*`,
        `arn:aws:logs:*:${account}:log-group:${prefix}`,
        `arn:aws:scheduler:*:${account}:schedule/default/${prefix}`,
      ],
    },
    {
      Sid: 'DescribeWhatHasNoNames',
      Effect: 'Allow',
      Action: ['cloudfront:ListDistributions', 'cloudwatch:DescribeAlarms', 'logs:DescribeLogGroups', 's3:ListAllMyBuckets'],
      Resource: ['*'],
    },
  ];
}
