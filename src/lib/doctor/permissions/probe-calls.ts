import { type AwsClients, GLOBAL_REGION } from '../../aws/aws-clients.js';
import type { PolicyNames } from '../../iam/policy.js';
import { generatedNames } from '../../iam/stack-resources.js';
import { stackNameOf } from '../../parts/stacks/cluster-stacks.js';
import { keyOf } from '../../state/state-items.js';
import type { Purpose } from './permission.js';

/** A call that changes nothing, and is refused to a caller without its permission. */
export interface ProbeCall {
  purpose: Purpose;
  /** Such as `cloudformation:DescribeStacks`. */
  action: string;
  regions: readonly string[];
  send(region: string, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

interface Probing {
  clients: AwsClients;
  /** Where the stacks and the state table are. */
  streamRegions: readonly string[];
  names: PolicyNames;
}

/** CachingDisabled, which every account has (CloudFront Developer Guide, "Use managed cache policies"). */
const MANAGED_CACHE_POLICY = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/**
 * The calls that can be made to see whether they are refused. What changes something is not among them; nor is what asks
 * for a bucket or an object, since S3 answers 403 also for the bucket of another account and for an object that is not
 * there (Amazon S3 API Reference, "HeadBucket", "HeadObject").
 *
 * Whether a stack, function or distribution of that name exists makes no difference: a caller without the permission is
 * not told.
 */
export async function probeCalls(
  clients: AwsClients,
  streamRegions: readonly string[],
  names: PolicyNames,
): Promise<ProbeCall[]> {
  const probing = { clients, streamRegions, names };
  const services = [cloudFormationCalls, dynamoDbCalls, cloudFrontCalls, lambdaCalls, iamCalls, s3Calls];
  return (await Promise.all(services.map((list) => list(probing)))).flat();
}

async function cloudFormationCalls({ clients, streamRegions, names }: Probing): Promise<ProbeCall[]> {
  const sdk = await import('@aws-sdk/client-cloudformation');
  const StackName = stackNameOf(names.cluster, 'copilot');
  const call = callsOf('cloudformation', withGlobal(streamRegions), (region) => clients.cloudFormation(region));
  return [
    call('look', 'DescribeStacks', () => new sdk.DescribeStacksCommand({ StackName })),
    call('look', 'GetTemplate', () => new sdk.GetTemplateCommand({ StackName })),
    call('look', 'DescribeAccountLimits', () => new sdk.DescribeAccountLimitsCommand({})),
    call('deploy', 'DescribeStackEvents', () => new sdk.DescribeStackEventsCommand({ StackName })),
    call('deploy', 'DescribeStackResources', () => new sdk.DescribeStackResourcesCommand({ StackName })),
  ];
}

async function dynamoDbCalls({ clients, streamRegions, names }: Probing): Promise<ProbeCall[]> {
  const sdk = await import('@aws-sdk/client-dynamodb');
  const TableName = names.cluster;
  const Key = keyOf('cvs-doctor');
  const call = callsOf('dynamodb', streamRegions, (region) => clients.dynamoDb(region));
  return [
    call('look', 'Scan', () => new sdk.ScanCommand({ TableName, Limit: 1 })),
    call('look', 'BatchGetItem', () => new sdk.BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } })),
    call('fail-over', 'GetItem', () => new sdk.GetItemCommand({ TableName, Key })),
    call('deploy', 'DescribeTable', () => new sdk.DescribeTableCommand({ TableName })),
  ];
}

async function cloudFrontCalls({ clients, names }: Probing): Promise<ProbeCall[]> {
  const sdk = await import('@aws-sdk/client-cloudfront');
  const [Id = ''] = names.distributionIds;
  const call = callsOf('cloudfront', [GLOBAL_REGION], () => clients.cloudFront());
  return [
    call('look', 'GetDistribution', () => new sdk.GetDistributionCommand({ Id })),
    call('look', 'GetCachePolicy', () => new sdk.GetCachePolicyCommand({ Id: MANAGED_CACHE_POLICY })),
    call('deploy', 'GetDistributionConfig', () => new sdk.GetDistributionConfigCommand({ Id })),
    call('deploy', 'ListDistributions', () => new sdk.ListDistributionsCommand({ MaxItems: 1 })),
  ];
}

async function lambdaCalls({ clients, streamRegions, names }: Probing): Promise<ProbeCall[]> {
  const sdk = await import('@aws-sdk/client-lambda');
  const [pattern = ''] = generatedNames(names.cluster, 'AWS::Lambda::Function', 'copilot');
  const FunctionName = pattern.replaceAll('*', 'cvs-doctor');
  const call = (regions: readonly string[]) => callsOf('lambda', regions, (region) => clients.lambda(region));
  const [everywhere, global] = [call(withGlobal(streamRegions)), call([GLOBAL_REGION])];
  return [
    everywhere('look', 'GetAccountSettings', () => new sdk.GetAccountSettingsCommand({})),
    global('deploy', 'GetFunction', () => new sdk.GetFunctionCommand({ FunctionName })),
    global('deploy', 'ListFunctions', () => new sdk.ListFunctionsCommand({ MaxItems: 1 })),
  ];
}

async function iamCalls({ clients }: Probing): Promise<ProbeCall[]> {
  const sdk = await import('@aws-sdk/client-iam');
  const call = callsOf('iam', [GLOBAL_REGION], () => clients.iam());
  return [call('deploy', 'ListRoles', () => new sdk.ListRolesCommand({ MaxItems: 1 }))];
}

async function s3Calls({ clients }: Probing): Promise<ProbeCall[]> {
  const sdk = await import('@aws-sdk/client-s3');
  const call = callsOf('s3', [GLOBAL_REGION], (region) => clients.s3(region));
  return [call('deploy', 'ListAllMyBuckets', () => new sdk.ListBucketsCommand({ MaxBuckets: 1 }))];
}

/** A client of any service. */
interface Client {
  send(command: never, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

/** Makes calls of one service. */
function callsOf(service: string, regions: readonly string[], clientOf: (region: string) => Promise<Client>) {
  return (purpose: Purpose, action: string, command: () => object): ProbeCall => ({
    purpose,
    action: `${service}:${action}`,
    regions,
    send: async (region, options) => (await clientOf(region)).send(command() as never, options),
  });
}

function withGlobal(regions: readonly string[]): string[] {
  return [...new Set([...regions, GLOBAL_REGION])];
}
