import { type AwsClients, GLOBAL_REGION } from '../../aws/aws-clients.js';
import type { PolicyNames } from '../../iam/policy.js';
import { keyOf } from '../../serving/state-items.js';
import type { Purpose } from './needs.js';

/** A call that changes nothing, and is refused to whoever lacks its permission. */
export interface ProbeCall {
  purpose: Purpose;
  /** Such as `cloudformation:DescribeStacks`. */
  action: string;
  regions: readonly string[];
  send(region: string, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

/** CachingDisabled, which every account has (CloudFront Developer Guide, "Use managed cache policies"). */
const MANAGED_CACHE_POLICY = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/**
 * The calls that can be made to see whether they are refused. What changes something is not among them; nor is what asks
 * for a bucket or an object, since S3 answers 403 also for somebody else's bucket and for an object that is not there
 * (Amazon S3 API Reference, "HeadBucket", "HeadObject").
 */
export async function probeCalls(
  clients: AwsClients,
  streamRegions: readonly string[],
  names: PolicyNames,
): Promise<ProbeCall[]> {
  const [cloudFormation, cloudFront, dynamoDb, iam, lambda, s3] = await Promise.all([
    import('@aws-sdk/client-cloudformation'),
    import('@aws-sdk/client-cloudfront'),
    import('@aws-sdk/client-dynamodb'),
    import('@aws-sdk/client-iam'),
    import('@aws-sdk/client-lambda'),
    import('@aws-sdk/client-s3'),
  ]);
  const everywhere = [...new Set([...streamRegions, GLOBAL_REGION])];
  const [Id = ''] = names.distributionIds;
  const StackName = `${names.cluster}-copilot`;
  const TableName = names.cluster;
  const Key = keyOf('cvs-doctor');
  // Whether any of these exists makes no difference: who may not ask is not told.
  const FunctionName = `${names.cluster}-cvs-doctor`;

  return [
    {
      purpose: 'look',
      action: 'cloudformation:DescribeStacks',
      regions: everywhere,
      send: async (region, options) =>
        (await clients.cloudFormation(region)).send(new cloudFormation.DescribeStacksCommand({ StackName }), options),
    },
    {
      purpose: 'look',
      action: 'cloudformation:GetTemplate',
      regions: everywhere,
      send: async (region, options) =>
        (await clients.cloudFormation(region)).send(new cloudFormation.GetTemplateCommand({ StackName }), options),
    },
    {
      purpose: 'look',
      action: 'cloudformation:DescribeAccountLimits',
      regions: everywhere,
      send: async (region, options) =>
        (await clients.cloudFormation(region)).send(new cloudFormation.DescribeAccountLimitsCommand({}), options),
    },
    {
      purpose: 'deploy',
      action: 'cloudformation:DescribeStackEvents',
      regions: everywhere,
      send: async (region, options) =>
        (await clients.cloudFormation(region)).send(
          new cloudFormation.DescribeStackEventsCommand({ StackName }),
          options,
        ),
    },
    {
      purpose: 'deploy',
      action: 'cloudformation:DescribeStackResources',
      regions: everywhere,
      send: async (region, options) =>
        (await clients.cloudFormation(region)).send(
          new cloudFormation.DescribeStackResourcesCommand({ StackName }),
          options,
        ),
    },
    {
      purpose: 'look',
      action: 'dynamodb:Scan',
      regions: streamRegions,
      send: async (region, options) =>
        (await clients.dynamoDb(region)).send(new dynamoDb.ScanCommand({ TableName, Limit: 1 }), options),
    },
    {
      purpose: 'look',
      action: 'dynamodb:BatchGetItem',
      regions: streamRegions,
      send: async (region, options) =>
        (await clients.dynamoDb(region)).send(
          new dynamoDb.BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }),
          options,
        ),
    },
    {
      purpose: 'fail-over',
      action: 'dynamodb:GetItem',
      regions: streamRegions,
      send: async (region, options) =>
        (await clients.dynamoDb(region)).send(new dynamoDb.GetItemCommand({ TableName, Key }), options),
    },
    {
      purpose: 'deploy',
      action: 'dynamodb:DescribeTable',
      regions: streamRegions,
      send: async (region, options) =>
        (await clients.dynamoDb(region)).send(new dynamoDb.DescribeTableCommand({ TableName }), options),
    },
    {
      purpose: 'look',
      action: 'cloudfront:GetDistribution',
      regions: [GLOBAL_REGION],
      send: async (_region, options) =>
        (await clients.cloudFront()).send(new cloudFront.GetDistributionCommand({ Id }), options),
    },
    {
      purpose: 'look',
      action: 'cloudfront:GetCachePolicy',
      regions: [GLOBAL_REGION],
      send: async (_region, options) =>
        (await clients.cloudFront()).send(new cloudFront.GetCachePolicyCommand({ Id: MANAGED_CACHE_POLICY }), options),
    },
    {
      purpose: 'deploy',
      action: 'cloudfront:GetDistributionConfig',
      regions: [GLOBAL_REGION],
      send: async (_region, options) =>
        (await clients.cloudFront()).send(new cloudFront.GetDistributionConfigCommand({ Id }), options),
    },
    {
      purpose: 'deploy',
      action: 'cloudfront:ListDistributions',
      regions: [GLOBAL_REGION],
      send: async (_region, options) =>
        (await clients.cloudFront()).send(new cloudFront.ListDistributionsCommand({ MaxItems: 1 }), options),
    },
    {
      purpose: 'look',
      action: 'lambda:GetAccountSettings',
      regions: everywhere,
      send: async (region, options) =>
        (await clients.lambda(region)).send(new lambda.GetAccountSettingsCommand({}), options),
    },
    {
      purpose: 'deploy',
      action: 'lambda:GetFunction',
      regions: [GLOBAL_REGION],
      send: async (region, options) =>
        (await clients.lambda(region)).send(new lambda.GetFunctionCommand({ FunctionName }), options),
    },
    {
      purpose: 'deploy',
      action: 'lambda:ListFunctions',
      regions: [GLOBAL_REGION],
      send: async (region, options) =>
        (await clients.lambda(region)).send(new lambda.ListFunctionsCommand({ MaxItems: 1 }), options),
    },
    {
      purpose: 'deploy',
      action: 'iam:ListRoles',
      regions: [GLOBAL_REGION],
      send: async (_region, options) => (await clients.iam()).send(new iam.ListRolesCommand({ MaxItems: 1 }), options),
    },
    {
      purpose: 'deploy',
      action: 's3:ListAllMyBuckets',
      regions: [GLOBAL_REGION],
      send: async (region, options) =>
        (await clients.s3(region)).send(new s3.ListBucketsCommand({ MaxBuckets: 1 }), options),
    },
  ];
}
