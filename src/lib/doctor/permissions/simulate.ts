import type { AwsClients } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';
import type { PolicyNames, PolicyStatement } from '../../iam/policy.js';
import { type Permission, type Permissions, PURPOSES, statementsFor } from './permission.js';

/** How many actions one call simulates: fewer than the API allows, since each is simulated with every resource. */
const ACTIONS_A_CALL = 50;

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
  const sdk = await import('@aws-sdk/client-iam');
  const client = await clients.iam();
  const principal = principalOf(callerArn);
  try {
    // One call at a time for each purpose, so that calls are not throttled. All end first, also when one is refused.
    const lanes = await Promise.allSettled(
      PURPOSES.map(async (purpose) => {
        const found: Permission[] = [];
        for (const request of statementsFor(purpose, names).flatMap(requestsOf)) {
          const input = { PolicySourceArn: principal, ...request };
          for await (const { EvaluationResults = [] } of sdk.paginateSimulatePrincipalPolicy({ client }, input)) {
            for (const {
              EvalActionName: action = '',
              EvalResourceName: resource = '',
              EvalDecision,
            } of EvaluationResults) {
              const allowed = EvalDecision === 'allowed';
              if (concerns(action, resource)) found.push({ purpose, action, resource, allowed });
            }
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
function requestsOf({ Action, Resource, Condition }: PolicyStatement) {
  // A resource that matches the pattern stands for all of them.
  const ResourceArns = Resource.map((arn) => (arn === '*' ? arn : arn.replaceAll('*', 'x')));
  const ContextEntries = Object.entries(Condition?.StringEquals ?? {}).map(([ContextKeyName, value]) => ({
    ContextKeyName,
    ContextKeyType: 'string' as const,
    ContextKeyValues: [typeof value === 'string' ? value : (value[0] ?? '')],
  }));
  return Array.from({ length: Math.ceil(Action.length / ACTIONS_A_CALL) }, (_, call) => {
    const ActionNames = Action.slice(call * ACTIONS_A_CALL, (call + 1) * ACTIONS_A_CALL);
    return { ActionNames, ResourceArns, ContextEntries };
  });
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
