import { DescribeStackResourcesCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { AwsClients } from '../../src/lib/aws/aws-clients.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';

const REGIONS = ['eu-west-1', 'eu-west-2', 'us-east-1'];

/** What an account holds, names of random parts left out: two accounts that went different ways compare as equal. */
export interface Inventory {
  /** `<region> <stack> <status>` of every stack that is not deleted. */
  stacks: string[];
  /** `<region> <stack> <logical id> <type> <status>` of every resource of those. */
  stackResources: string[];
  /** How many there are in the account, in stacks or not. */
  counts: Record<'distributions' | 'originAccessControls' | 'functions' | 'copilotVersions' | 'buckets', number>;
  /** `<bucket's region> <key>`. */
  objects: string[];
  /** `<distribution's path patterns> → <function version>` of each of the stream distributions. */
  copilots: string[];
  /** Items of the state table without their times, by key. */
  state: Record<string, unknown>[];
}

/** Reads the account as any AWS tool would. */
export async function takeInventory(sandbox: Sandbox, cluster: string): Promise<Inventory> {
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  try {
    const stacks = (await Promise.all(REGIONS.map((region) => stacksOf(clients, region)))).flat();
    const functions = REGIONS.flatMap((region) => sandbox.services.lambda.functions.list(region));
    const copilot = functions.find(({ name }) => /copilot/i.test(name));
    const { buckets, objects } = await bucketsOf(clients);
    return {
      stacks: stacks.map(({ region, name, status }) => `${region} ${name} ${status}`).sort(),
      stackResources: stacks.flatMap(({ resources }) => resources).sort(),
      counts: {
        distributions: sandbox.cloudFront.distributions.list().length,
        originAccessControls: sandbox.cloudFront.originAccessControls.list().length,
        functions: functions.length,
        copilotVersions: copilot?.published.size ?? 0,
        buckets,
      },
      objects,
      copilots: sandbox.streams.map(({ distributionId, region }) => {
        const association = sandbox.cloudFront.distributions.get(distributionId).config.DefaultCacheBehavior;
        const items = association?.LambdaFunctionAssociations?.Items ?? [];
        return `${region} ${items.map((one) => `${one.EventType} ${one.LambdaFunctionARN}`).join()}`;
      }),
      state: await stateOf(clients, cluster),
    };
  } finally {
    await clients.close();
  }
}

async function stacksOf(clients: AwsClients, region: string) {
  const client = await clients.cloudFormation(region);
  const { StackSummaries } = await client.send(new ListStacksCommand({}));
  const live = (StackSummaries ?? []).filter((one) => one.StackStatus !== 'DELETE_COMPLETE');
  return Promise.all(
    live.map(async ({ StackName: name, StackStatus: status }) => {
      const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
      const resources = (StackResources ?? []).map(
        (one) => `${region} ${name} ${one.LogicalResourceId} ${one.ResourceType} ${one.ResourceStatus}`,
      );
      return { region, name, status, resources };
    }),
  );
}

async function bucketsOf(clients: AwsClients): Promise<{ buckets: number; objects: string[] }> {
  const client = await clients.s3('us-east-1');
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  const objects = await Promise.all(
    (Buckets ?? []).map(async ({ Name = '', BucketRegion = '' }) => {
      const home = await clients.s3(BucketRegion || 'us-east-1');
      const { Contents } = await home.send(new ListObjectsV2Command({ Bucket: Name }));
      return (Contents ?? []).map(({ Key }) => `${BucketRegion} ${Key}`);
    }),
  );
  return { buckets: Buckets?.length ?? 0, objects: objects.flat().sort() };
}

/** The items that operators write; health comes and goes with the streams, and each deployment has a domain of its own. */
async function stateOf(clients: AwsClients, table: string): Promise<Record<string, unknown>[]> {
  const client = await clients.dynamoDb('eu-west-1');
  const { Items } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true })).catch((error) => {
    if (error.name === 'ResourceNotFoundException') return { Items: [] };
    throw error;
  });
  return (Items ?? [])
    .map((item) => unmarshall(item))
    .filter(({ domain }) => !String(domain).startsWith('health#') && domain !== 'master-playlist')
    .map(({ updated_at: _when, updated_by: _who, ...rest }) => rest)
    .sort((a, b) => String(a.domain).localeCompare(String(b.domain)));
}
