import { usageError } from '../errors.js';
import type { AwsClients } from './aws-clients.js';
import { translateAwsError } from './errors.js';
import { partitionProblem } from './partition.js';

/** The identity whose credentials are in use. */
export interface Caller {
  /** Twelve digits. */
  account: string;
  arn: string;
}

/** For people: `account 123456789012, as arn:…`. */
export function callerText({ account, arn }: Caller): string {
  return `account ${account}, as ${arn}`;
}

/** Asks STS, in the given region, whose credentials are in use. */
export async function callerOf(clients: AwsClients, region: string): Promise<Caller> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  try {
    const client = await clients.sts(region);
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    const problem = partitionProblem(Arn ?? '');
    if (problem)
      throw usageError('PARTITION', `${Arn} ${problem}.`, 'Use credentials of an account in the standard partition.');
    return { account: Account ?? '', arn: Arn ?? '' };
  } catch (error) {
    throw translateAwsError(error, { action: 'identify the caller (sts:GetCallerIdentity)', region });
  }
}
