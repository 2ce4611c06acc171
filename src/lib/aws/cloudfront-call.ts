import type { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { CvsError } from '../errors.js';
import { type AwsClients, GLOBAL_REGION } from './aws-clients.js';
import { translateAwsError } from './errors.js';

export type CloudFrontSdk = typeof import('@aws-sdk/client-cloudfront');

/**
 * Calls CloudFront about one distribution. An error of the service becomes a `CvsError` that names the action.
 *
 * @throws CvsError NO_SUCH_DISTRIBUTION when no distribution has this id
 */
export async function callCloudFront<Output>(
  clients: AwsClients,
  operation: string,
  distributionId: string,
  call: (client: CloudFrontClient, sdk: CloudFrontSdk) => Promise<Output>,
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
