import type { IAMClient } from '@aws-sdk/client-iam';
import type { AwsClients } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';
import type { PolicyNames, PolicyStatement } from '../../iam/policy.js';
import { type SimulatedQuestion, simulatePolicies } from '../../iam/simulate-policies.js';
import { type Permission, type Permissions, PURPOSES, statementsFor } from './permission.js';

/** A caller that is not a user or role of the account cannot be simulated ("SimulatePrincipalPolicy", IAM API Reference). */
const NO_SUCH = ['NoSuchEntity', 'NoSuchEntityException'];
const NOT_SIMULATED = [...NO_SUCH, 'InvalidInput', 'InvalidInputException'];

/**
 * What the caller's policies say of everything that cvs does.
 *
 * @returns undefined where they may not be simulated
 */
export async function simulatePermissions(
  clients: AwsClients,
  callerArn: string,
  names: PolicyNames,
): Promise<Permissions | undefined> {
  const client = await clients.iam();
  try {
    const seen = await simulated(client, principalOf(callerArn), names).catch(async (error: unknown) => {
      // The ARN of a session does not have its role's path, such as that of IAM Identity Center.
      if (!isOneOf(error, NO_SUCH)) throw error;
      return simulated(client, await roleArnOf(client, callerArn), names);
    });
    return { how: 'simulated', seen, unseen: [] };
  } catch (error) {
    const refused = translateAwsError(error, { action: 'iam:SimulatePrincipalPolicy' });
    if (refused.code === 'ACCESS_DENIED' || isOneOf(error, NOT_SIMULATED)) return undefined;
    throw refused;
  }
}

function isOneOf(error: unknown, names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** One call at a time for each purpose, so that calls are not throttled. All end first, also when one is refused. */
async function simulated(client: IAMClient, principalArn: string, names: PolicyNames): Promise<Permission[]> {
  const lanes = await Promise.allSettled(
    PURPOSES.map(async (purpose) => {
      const found: Permission[] = [];
      for (const statement of statementsFor(purpose, names)) {
        for await (const decision of simulatePolicies(client, { principalArn, ...questionOf(statement) })) {
          if (concerns(decision.action, decision.resource)) found.push({ purpose, ...decision });
        }
      }
      return found;
    }),
  );
  return lanes.flatMap((lane) => {
    if (lane.status === 'rejected') throw lane.reason;
    return lane.value;
  });
}

/** What to ask about a statement. */
function questionOf({ Action, Resource, Condition }: PolicyStatement): Omit<SimulatedQuestion, 'principalArn'> {
  return {
    actions: Action,
    // A resource that matches the pattern stands for all of them.
    resources: Resource.map((arn) => (arn === '*' ? arn : arn.replaceAll('*', 'x'))),
    context: Object.fromEntries(
      Object.entries(Condition?.StringEquals ?? {}).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : (value[0] ?? ''),
      ]),
    ),
  };
}

/**
 * A statement of S3 names buckets and objects, and an action applies to one kind of them: a policy that allows it for that
 * kind is complete (Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3").
 */
function concerns(action: string, resource: string): boolean {
  if (!resource.startsWith('arn:aws:s3:')) return true;
  return resource.includes('/') === /^s3:(Get|Put|Delete)Object/.test(action);
}

const SESSION = /^arn:(aws[a-z-]*):sts::(\d+):assumed-role\/([^/]+)\//;

/** A session's policies are its role's: `arn:aws:sts::1:assumed-role/Name/session` is `arn:aws:iam::1:role/Name`. */
function principalOf(callerArn: string): string {
  const session = SESSION.exec(callerArn);
  return session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : callerArn;
}

/** The ARN of a session's role, with its path. Names of roles are unique in an account, whatever their path. */
async function roleArnOf(client: IAMClient, callerArn: string): Promise<string> {
  const { GetRoleCommand } = await import('@aws-sdk/client-iam');
  const RoleName = SESSION.exec(callerArn)?.[3];
  const { Role } = await client.send(new GetRoleCommand({ RoleName }));
  return Role?.Arn ?? callerArn;
}
