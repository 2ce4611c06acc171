import { queryService } from '../../control/protocols.js';
import type { ControlService } from '../../control/service.js';

/** AWS IAM, as far as it tells what a caller may do: in the sandbox, everything. */
export function iamService(): ControlService {
  return queryService({
    signingNames: ['iam'],
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    operations: {
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
