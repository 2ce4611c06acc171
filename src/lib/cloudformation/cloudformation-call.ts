import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';

/**
 * Calls CloudFormation in a region. An error of the service becomes a `CvsError` that names the action.
 *
 * @param operation name in the API, such as `DescribeStacks`
 */
export async function callCloudFormation<Output>(
  { clients, region }: { clients: AwsClients; region: string },
  operation: string,
  call: (client: CloudFormationClient, sdk: typeof import('@aws-sdk/client-cloudformation')) => Promise<Output>,
): Promise<Output> {
  try {
    const sdk = await import('@aws-sdk/client-cloudformation');
    return await call(await clients.cloudFormation(region), sdk);
  } catch (error) {
    throw translateAwsError(error, { action: `cloudformation:${operation}`, region });
  }
}
