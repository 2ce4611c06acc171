import type { AwsClients } from '../aws/aws-clients.js';
import { GLOBAL_REGION } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import type { Clock } from '../clock.js';
import { callCloudFormation } from '../cloudformation/cloudformation-call.js';
import type { CvsError } from '../errors.js';

/** Quotas of one region that limit a cluster. */
export interface Quotas {
  /** How many stacks CloudFormation allows; not how many there are. */
  stackLimit?: number;
  /** How many executions Lambda allows at a time, of all functions together. */
  concurrentExecutions?: number;
  /** How many of them no function of the account has reserved. */
  unreservedExecutions?: number;
}

/** How far this machine's clock is ahead of AWS's, in seconds, by the `Date` of an answer of STS. */
export async function clockAheadS(clients: AwsClients, clock: Clock): Promise<number> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const client = await clients.sts(GLOBAL_REGION);
  let date = '';
  const command = new GetCallerIdentityCommand({});
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = (result.response as { headers?: Record<string, string> }).headers?.date ?? '';
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  try {
    await client.send(command);
  } catch (error) {
    throw translateAwsError(error, { action: 'look at the clock of AWS (sts:GetCallerIdentity)' });
  }
  const ahead = (clock.now() - Date.parse(date)) / 1000;
  // The header has whole seconds.
  return Number.isNaN(ahead) ? 0 : Math.trunc(ahead);
}

/** Why a region does not answer this account; undefined when it does. */
export async function regionProblem(clients: AwsClients, region: string): Promise<CvsError | undefined> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const client = await clients.sts(region);
  return client.send(new GetCallerIdentityCommand({})).then(
    () => undefined,
    (error: unknown) => translateAwsError(error, { action: 'sts:GetCallerIdentity', region }),
  );
}

/** The quotas of a region, as its services tell them. */
export async function readQuotas(clients: AwsClients, region: string): Promise<Quotas> {
  const { GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
  const { AccountLimits } = await callCloudFormation({ clients, region }, 'DescribeAccountLimits', (client, sdk) =>
    client.send(new sdk.DescribeAccountLimitsCommand({})),
  );
  const lambda = await clients.lambda(region);
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({})).catch((error: unknown) => {
    throw translateAwsError(error, { action: 'lambda:GetAccountSettings', region });
  });
  return {
    stackLimit: AccountLimits?.find(({ Name }) => Name === 'StackLimit')?.Value,
    concurrentExecutions: AccountLimit?.ConcurrentExecutions,
    unreservedExecutions: AccountLimit?.UnreservedConcurrentExecutions,
  };
}

/** The attributes of an SNS topic; undefined where there is none of that ARN. */
export async function readTopic(
  clients: AwsClients,
  region: string,
  topicArn: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { GetTopicAttributesCommand } = await import('@aws-sdk/client-sns');
  const client = await clients.sns(region);
  try {
    return (await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }))).Attributes ?? {};
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return undefined;
    throw translateAwsError(error, { action: 'sns:GetTopicAttributes', region });
  }
}
