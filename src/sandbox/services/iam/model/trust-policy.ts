import { type IsPrincipal, isKnown, principalsOf } from '../../resource-policy-check.js';
import { ServiceError } from '../../service-error.js';
import { manyOf, type Policy, readPolicy } from '../evaluation/policy.js';

/**
 * Reads who may assume a role ("Roles terms and concepts", IAM User Guide: the trust policy; wordings as IAM answers
 * CreateRole and UpdateAssumeRolePolicy).
 *
 * @param isPrincipal whether somebody exists whom the policy names
 * @throws ServiceError MalformedPolicyDocument
 */
export function readTrustPolicy(document: unknown, isPrincipal: IsPrincipal): Policy {
  const policy = readPolicy(document);
  if (policy.Statement.length === 0) throw malformed('Syntax errors in policy.');
  for (const statement of policy.Statement) {
    if (statement.Principal === undefined && statement.NotPrincipal === undefined) {
      throw malformed('Missing required field Principal');
    }
    if (statement.Resource !== undefined || statement.NotResource !== undefined) {
      throw malformed('Has prohibited field Resource');
    }
    if (!manyOf(statement.Action).every((action) => /^(sts:\S+|\*)$/i.test(action))) {
      throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
    }
    for (const [kind, value] of principalsOf(statement)) {
      if (isKnown([kind, value], isPrincipal)) continue;
      throw malformed(`Invalid principal in policy: "${kind === 'Service' ? 'SERVICE' : kind}":"${value}"`);
    }
  }
  return policy;
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', message);
}
