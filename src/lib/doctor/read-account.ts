import type { AwsClients } from '../aws/aws-clients.js';
import { GLOBAL_REGION } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import type { Clock } from '../clock.js';
import { messageOf } from '../errors.js';
import type { PolicyNames } from '../iam/policy.js';
import { deploymentStatements } from '../iam/role-policies.js';
import { callCloudFormation } from '../stacks/cloudformation-call.js';
import type { Permission, Quotas } from './facts.js';

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
export async function regionProblem(clients: AwsClients, region: string): Promise<string | undefined> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  try {
    await (await clients.sts(region)).send(new GetCallerIdentityCommand({}));
    return undefined;
  } catch (error) {
    return messageOf(translateAwsError(error, { action: 'ask who calls', region }));
  }
}

/** An action that is simulated with every resource of its statement at once takes this many, at most, a call. */
const ACTIONS_A_CALL = 50;

/**
 * What the caller's policies say of everything that a deployer does.
 *
 * @returns undefined where they may not be simulated
 */
export async function simulatedPermissions(
  clients: AwsClients,
  callerArn: string,
  names: PolicyNames,
): Promise<Permission[] | undefined> {
  const { SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
  const client = await clients.iam();
  const found: Permission[] = [];
  try {
    for (const { Action, Resource, Condition } of deploymentStatements(names)) {
      for (let at = 0; at < Action.length; at += ACTIONS_A_CALL) {
        const { EvaluationResults = [] } = await client.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: principalOf(callerArn),
            ActionNames: Action.slice(at, at + ACTIONS_A_CALL),
            // Resources that a pattern means are simulated by one that it would be.
            ResourceArns: Resource.map((arn) => (arn === '*' ? arn : arn.replaceAll('*', 'x'))),
            ContextEntries: Object.entries(Condition?.StringEquals ?? {}).map(([ContextKeyName, value]) => ({
              ContextKeyName,
              ContextKeyType: 'string' as const,
              ContextKeyValues: [typeof value === 'string' ? value : (value[0] ?? '')],
            })),
          }),
        );
        for (const { EvalActionName = '', EvalResourceName = '', EvalDecision } of EvaluationResults) {
          found.push({ action: EvalActionName, resource: EvalResourceName, allowed: EvalDecision === 'allowed' });
        }
      }
    }
  } catch (error) {
    const refused = translateAwsError(error, { action: 'iam:SimulatePrincipalPolicy' });
    // Also a caller that is no user or role of the account cannot be simulated.
    if (['ACCESS_DENIED', 'AWS_ERROR'].includes(refused.code)) return undefined;
    throw refused;
  }
  return found;
}

/** A session's policies are its role's: `arn:aws:sts::1:assumed-role/Name/session` is `arn:aws:iam::1:role/Name`. */
function principalOf(callerArn: string): string {
  const session = /^arn:(aws[a-z-]*):sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn);
  return session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : callerArn;
}

/** The quotas of a region; what cannot be read is left out. */
export async function readQuotas(clients: AwsClients, region: string): Promise<Quotas> {
  const { GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
  const [stackLimit, concurrentExecutions] = await Promise.all([
    callCloudFormation(clients, region, 'DescribeAccountLimits', (client, sdk) =>
      client.send(new sdk.DescribeAccountLimitsCommand({})),
    ).then(({ AccountLimits }) => AccountLimits?.find(({ Name }) => Name === 'StackLimit')?.Value),
    clients
      .lambda(region)
      .then((client) => client.send(new GetAccountSettingsCommand({})))
      .then(({ AccountLimit }) => AccountLimit?.ConcurrentExecutions)
      .catch((error: unknown) => {
        throw translateAwsError(error, { action: 'lambda:GetAccountSettings', region });
      }),
  ]);
  return {
    region,
    ...(stackLimit === undefined ? {} : { stackLimit }),
    ...(concurrentExecutions === undefined ? {} : { concurrentExecutions }),
  };
}
