import type { AwsClients } from './aws-clients.js';
import { translateAwsError } from './errors.js';

/** Whose credentials are in use. */
export interface Caller {
  /** Twelve digits. */
  account: string;
  arn: string;
}

/** Asks STS, in the given region, who calls. */
export async function callerOf(clients: AwsClients, region: string): Promise<Caller> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  try {
    const client = await clients.sts(region);
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    return { account: Account ?? '', arn: Arn ?? '' };
  } catch (error) {
    throw translateAwsError(error, { action: 'look up who calls (sts:GetCallerIdentity)', region });
  }
}
