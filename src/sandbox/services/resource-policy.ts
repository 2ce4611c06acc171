import type { RequestContext } from './iam/evaluation/conditions.js';
import { resourcePolicyAllows } from './iam/evaluation/decide.js';
import { readPolicy } from './iam/evaluation/policy.js';

/** What an AWS service asks of a resource's policy. */
export interface ServiceRequest {
  /** Service principal, such as `cloudfront.amazonaws.com`. */
  service: string;
  action: string;
  resource: string;
  /** Condition keys, such as `AWS:SourceArn`. */
  context: RequestContext;
}

/**
 * Whether a resource-based policy allows a request of an AWS service: an explicit deny wins, and the default is deny
 * ("Policy evaluation logic", IAM User Guide).
 *
 * @throws ServiceError for a condition operator that the sandbox does not know
 */
export function policyAllows(policyText: string | undefined, request: ServiceRequest): boolean {
  if (!policyText) return false;
  const { service, action, resource, context } = request;
  return resourcePolicyAllows(
    readPolicy(policyText),
    { action, resource, context },
    { arns: [], account: '', service },
  );
}
