import type { DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';

/** The replica of a table in a region; undefined where there is none. */
export function describeTable(
  clients: AwsClients,
  region: string,
  TableName: string,
  abortSignal?: AbortSignal,
): Promise<TableDescription | undefined> {
  return callDynamoDb(clients, region, 'DescribeTable', async (client, sdk) => {
    try {
      return (await client.send(new sdk.DescribeTableCommand({ TableName }), { abortSignal })).Table;
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  });
}

/** Calls DynamoDB about a table; what the service refuses becomes a `CvsError` that names the action. */
export async function callDynamoDb<Output>(
  clients: AwsClients,
  region: string,
  operation: string,
  work: (client: DynamoDBClient, sdk: typeof import('@aws-sdk/client-dynamodb')) => Promise<Output>,
): Promise<Output> {
  try {
    return await work(await clients.dynamoDb(region), await import('@aws-sdk/client-dynamodb'));
  } catch (error) {
    throw translateAwsError(error, { action: `dynamodb:${operation}`, region });
  }
}
