import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';

/** `failover …`, `drill`: only the data plane of the state table. */
export function operatorStatements({ cluster, account }: PolicyNames): PolicyStatement[] {
  return [
    allow(
      'ChangeState',
      actionsOf('dynamodb', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'),
      [`arn:aws:dynamodb:*:${account}:table/${cluster}`],
    ),
  ];
}
