import type { AwsClients } from './aws-clients.js';
import { translateAwsError } from './errors.js';

/** The identity whose credentials are in use. */
export interface Caller {
  /** Twelve digits. */
  account: string;
  arn: string;
}

/** Asks STS, in the given region, whose credentials are in use. */
export async function callerOf(clients: AwsClients, region: string): Promise<Caller> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  try {
    const client = await clients.sts(region);
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    return { account: Account ?? '', arn: Arn ?? '' };
  } catch (error) {
    throw translateAwsError(error, { action: 'identify the caller (sts:GetCallerIdentity)', region });
  }
}
