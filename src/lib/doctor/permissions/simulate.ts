import type { AwsClients } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';
import type { PolicyNames, PolicyStatement } from '../../iam/policy.js';
import { type SimulatedQuestion, simulatePolicies } from '../../iam/simulate-policies.js';
import { type Permission, type Permissions, PURPOSES, statementsFor } from './permission.js';

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
  const principalArn = principalOf(callerArn);
  try {
    // One call at a time for each purpose, so that calls are not throttled. All end first, also when one is refused.
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
    const seen = lanes.flatMap((lane) => {
      if (lane.status === 'rejected') throw lane.reason;
      return lane.value;
    });
    return { how: 'simulated', seen, unseen: [] };
  } catch (error) {
    const refused = translateAwsError(error, { action: 'iam:SimulatePrincipalPolicy' });
    // A caller that is not a user or role of the account cannot be simulated either.
    if (['ACCESS_DENIED', 'AWS_ERROR'].includes(refused.code)) return undefined;
    throw refused;
  }
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

/** A session's policies are its role's: `arn:aws:sts::1:assumed-role/Name/session` is `arn:aws:iam::1:role/Name`. */
function principalOf(callerArn: string): string {
  const session = /^arn:(aws[a-z-]*):sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn);
  return session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : callerArn;
}
