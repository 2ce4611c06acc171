import type { AwsClients } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import type { ClusterStack } from '../parts/stack/cluster-stacks.js';
import { describeStack, type StackDescription } from '../stacks/describe-stack.js';
import { transitionFor } from '../stacks/transition.js';

/**
 * Whether the cluster stack is to make the state table. The table outlives its stack, and one that an earlier
 * deployment left cannot be made again; a stack that stands keeps to what it was made with.
 *
 * @param seen the cluster stack as it was a moment ago, where it was at rest
 */
export async function shouldCreateStateTable(
  clients: AwsClients,
  stack: ClusterStack,
  tableName: string,
  signal: AbortSignal,
  seen?: StackDescription,
): Promise<boolean> {
  const found = seen ?? (await describeStack(clients, stack.region, stack.stackName, signal));
  const next = transitionFor(found?.status);
  const made = found?.parameters.CreateStateTable;
  if (made !== undefined && next !== 'create' && next !== 'delete-failed-stack') return made === 'yes';
  return !(await tableExists(clients, stack.region, tableName, signal));
}

async function tableExists(
  clients: AwsClients,
  region: string,
  tableName: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { DescribeTableCommand } = await import('@aws-sdk/client-dynamodb');
    const client = await clients.dynamoDb(region);
    await client.send(new DescribeTableCommand({ TableName: tableName }), { abortSignal: signal });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw translateAwsError(error, { action: 'dynamodb:DescribeTable', region });
  }
}
