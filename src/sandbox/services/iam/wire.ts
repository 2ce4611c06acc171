import { queryService } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import type { SandboxEnvironment } from '../../environment.js';
import type { Roles } from './model.js';

interface SimulateRequest {
  ActionNames?: readonly string[];
  ResourceArns?: readonly string[];
}

/** IAM over the query protocol. A simulation allows everything, as the sandbox does. */
export function iamWire(env: SandboxEnvironment, roles: Roles): ControlService {
  return queryService({
    signingNames: ['iam'],
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    operations: {
      ListRoles: () => ({
        Roles: roles.list().map((RoleName) => ({
          RoleName,
          RoleId: `AROA${env.id(17)}`,
          Path: '/',
          Arn: `arn:aws:iam::${env.accountId}:role/${RoleName}`,
          CreateDate: new Date(env.clock.now()),
        })),
        IsTruncated: false,
      }),
      ListRolePolicies: ({ RoleName }) => ({ PolicyNames: roles.policies(RoleName), IsTruncated: false }),
      DeleteRolePolicy({ RoleName, PolicyName }) {
        roles.deletePolicy(RoleName, PolicyName);
        return undefined;
      },
      DeleteRole({ RoleName }) {
        roles.delete(RoleName);
        return undefined;
      },
      SimulatePrincipalPolicy: ({ ActionNames = [], ResourceArns = ['*'] }: SimulateRequest) => ({
        EvaluationResults: ActionNames.flatMap((EvalActionName) =>
          ResourceArns.map((EvalResourceName) => ({
            EvalActionName,
            EvalResourceName,
            EvalDecision: 'allowed',
            MatchedStatements: [],
            MissingContextValues: [],
          })),
        ),
        IsTruncated: false,
      }),
    },
  });
}
