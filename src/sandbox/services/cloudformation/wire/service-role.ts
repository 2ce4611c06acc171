import type { Operation } from '../../../api/protocols.js';
import type { Engine } from '../model/engine/engine.js';
import { validationError } from '../model/errors.js';

/** Whether CloudFormation can assume a role: it exists, and trusts the service. */
export type CanAssume = (roleArn: string) => boolean;

/** What CloudFormation does in a role: that of the request, or that which the stack was last given. */
const IN_A_ROLE = new Set(['CreateChangeSet', 'CreateStack', 'UpdateStack', 'DeleteStack', 'ContinueUpdateRollback']);

/**
 * Operations that are refused where their role is gone ("CloudFormation service role", User Guide; the message is that of
 * aws-amplify/amplify-backend#2325, for a name instead of an ARN that of glassechidna/stackit#21).
 */
export function inServiceRole(
  engine: Engine,
  canAssume: CanAssume,
  operations: Readonly<Record<string, Operation>>,
): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]): [string, Operation] => {
      if (!IN_A_ROLE.has(name)) return [name, operation];
      return [
        name,
        (request: { RoleARN?: string; StackName?: string }, call) => {
          const stack = engine.region(call.region).find(request.StackName ?? '');
          const roleArn = request.RoleARN ?? stack?.actor?.roleArn;
          if (roleArn !== undefined) checkRole(roleArn, canAssume);
          return operation(request, call);
        },
      ];
    }),
  );
}

function checkRole(roleArn: string, canAssume: CanAssume): void {
  if (!/^arn:[\w-]+:iam::\d{12}:role\//.test(roleArn)) throw validationError(`${roleArn} is not a valid RoleARN`);
  if (!canAssume(roleArn)) throw validationError(`Role ${roleArn} is invalid or cannot be assumed`);
}
