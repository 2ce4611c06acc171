import type { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { CvsError } from '../errors.js';
import { type AwsClients, GLOBAL_REGION } from './aws-clients.js';
import { translateAwsError } from './errors.js';

/**
 * Calls CloudFront about one distribution. An error of the service becomes a `CvsError` that names the action.
 *
 * @throws CvsError NO_SUCH_DISTRIBUTION when no distribution has this id
 */
export async function callCloudFront<Output>(
  clients: AwsClients,
  operation: string,
  distributionId: string,
  call: (client: CloudFrontClient, sdk: typeof import('@aws-sdk/client-cloudfront')) => Promise<Output>,
): Promise<Output> {
  try {
    const sdk = await import('@aws-sdk/client-cloudfront');
    return await call(await clients.cloudFront(), sdk);
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchDistribution') {
      throw new CvsError({
        code: 'NO_SUCH_DISTRIBUTION',
        message: `There is no distribution ${distributionId} in this account.`,
        suggestions: ['Check `distributionId` in the cluster file, and the account: `aws sts get-caller-identity`.'],
        cause: error,
      });
    }
    throw translateAwsError(error, { action: `cloudfront:${operation}`, region: GLOBAL_REGION });
  }
}
