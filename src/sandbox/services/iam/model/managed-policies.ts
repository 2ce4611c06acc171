import { ServiceError } from '../../service-error.js';
import { type Policy, readIdentityPolicy } from '../evaluation/policy.js';

/** AWS managed policies that the sandbox has, by ARN ("AWS Managed Policy Reference Guide"). */
const OF_AWS: Readonly<Record<string, Policy>> = {
  'arn:aws:iam::aws:policy/AdministratorAccess': allow(['*']),
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': allow([
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]),
};

function allow(actions: readonly string[]): Policy {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

/** Managed policies: the account's own, and some of AWS's. */
export class ManagedPolicies {
  readonly #own = new Map<string, Policy>();

  /** Keeps a policy, or replaces its default version. @throws ServiceError MalformedPolicyDocument */
  put(arn: string, document: unknown): void {
    this.#own.set(arn, readIdentityPolicy(document));
  }

  remove(arn: string): void {
    this.#own.delete(arn);
  }

  /** @throws ServiceError NoSuchEntity */
  get(arn: string): Policy {
    const policy = this.#own.get(arn) ?? OF_AWS[arn];
    if (policy) return policy;
    throw new ServiceError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
  }
}
