import { queryService } from '../../control/protocols.js';
import type { ControlService } from '../../control/service.js';
import type { Roles } from './model.js';

/** AWS IAM: the account's roles, and what a caller may do, which in the sandbox is everything. */
export function iamService(roles: Roles): ControlService {
  return queryService({
    signingNames: ['iam'],
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    operations: {
      ...roles.operations,
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

interface SimulateRequest {
  ActionNames?: readonly string[];
  ResourceArns?: readonly string[];
}
