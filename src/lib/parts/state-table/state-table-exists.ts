import { translateAwsError } from '../../aws/errors.js';
import type { View } from '../view.js';

/** Whether the state table is there, in the region of the stack that makes it. */
export function stateTableExists(view: View): Promise<boolean> {
  const { cluster, clients } = view.context;
  const region = cluster.regions[0]?.region ?? '';
  return view.read('state-table-exists', async (abortSignal) => {
    try {
      const { DescribeTableCommand } = await import('@aws-sdk/client-dynamodb');
      const client = await clients.dynamoDb(region);
      await client.send(new DescribeTableCommand({ TableName: cluster.name }), { abortSignal });
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
      throw translateAwsError(error, { action: 'dynamodb:DescribeTable', region });
    }
  });
}
