import type { Clock } from '../../../lib/clock.js';
import type { AccessKey, AccessKeys } from '../../access-keys.js';
import type { Need } from '../../api/need.js';
import type { StackActor } from '../../resources/resource-handler.js';
import { ServiceError } from '../service-error.js';
import type { RequestContext } from './evaluation/conditions.js';
import {
  type Decision,
  decide,
  type Policies,
  type PrincipalNames,
  resourcePolicyAllows,
} from './evaluation/decide.js';
import type { Policy } from './evaluation/policy.js';
import type { Roles } from './model/roles.js';

/** Who makes a call, and the policies that decide over it; without policies it is the account's administrator. */
export interface Principal {
  readonly arn: string;
  /** As a resource's policy names it: role and session. */
  readonly names: readonly string[];
  readonly policies?: Policies;
}

/** Reads the policy of the resource that an ARN names, where it has one. */
export type ResourcePolicyOf = (arn: string) => Policy | undefined;

export interface AuthorizerParts {
  accountId: string;
  clock: Pick<Clock, 'now'>;
  roles: Roles;
  resourcePolicy: ResourcePolicyOf;
}

/** Decides whether a principal may do what a call needs. */
export class Authorizer {
  readonly #parts: AuthorizerParts;

  constructor(parts: AuthorizerParts) {
    this.#parts = parts;
  }

  /** Who signs with a key. */
  ofKey({ session }: Pick<AccessKey, 'session'>): Principal {
    const { accountId, roles } = this.#parts;
    if (!session) return administrator(accountId);
    const name = nameOf(session.roleArn);
    const role = roles.find(name);
    const arn = `arn:aws:sts::${accountId}:assumed-role/${name}/${session.sessionName}`;
    const policies = role ? roles.policiesOf(role) : { identity: [] };
    return { arn, names: [session.roleArn, arn], policies: { ...policies, session: session.policy } };
  }

  /** Whether a key is good: a session ends with its role. */
  knows({ session }: Pick<AccessKey, 'session'>): boolean {
    return !session || this.#parts.roles.find(nameOf(session.roleArn)) !== undefined;
  }

  /** A role that a service acts in. */
  ofRole(roleArn: string, sessionName: string): Principal {
    return this.ofKey({ session: { roleArn, sessionName } });
  }

  /** Who a stack operation is made by. A caller whose key is gone, as after a reset, permits nothing. */
  ofActor({ accessKeyId, roleArn }: StackActor, keys: Pick<AccessKeys, 'find'>): Principal {
    if (roleArn !== undefined) return this.ofRole(roleArn, 'AWSCloudFormation');
    const key = keys.find(accessKeyId);
    return key ? this.ofKey(key) : { arn: accessKeyId, names: [], policies: { identity: [] } };
  }

  /** A user or role as the policy simulator takes one. @throws ServiceError NoSuchEntity, InvalidInput */
  ofArn(arn: string): Principal {
    const [, , service, , account, resource = ''] = arn.split(':');
    if (service !== 'iam' || account !== this.#parts.accountId) {
      throw new ServiceError(
        'InvalidInput',
        `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
      );
    }
    if (resource.startsWith('user/')) return administrator(account);
    const role = this.#parts.roles.get(nameOf(arn));
    // A role's path is a part of its ARN.
    if (role.arn !== arn) throw new ServiceError('NoSuchEntity', `The role with ARN ${arn} cannot be found.`, 404);
    return this.ofRole(role.arn, 'simulated');
  }

  /** @throws ServiceError AccessDenied, in IAM's words, for the first need that is not allowed */
  check(principal: Principal, region: string, needs: readonly Need[]): void {
    for (const need of needs) {
      const decision = this.decide(principal, region, need);
      if (!decision.allowed) throw denied(principal, need, decision);
    }
  }

  decide(principal: Principal, region: string, { action, resource, context }: Need): Decision {
    const { accountId, resourcePolicy } = this.#parts;
    const policies = {
      ...(principal.policies ?? EVERYTHING),
      resource: resourcePolicy(resource),
    };
    const names = { arns: [principal.arn, ...principal.names], account: accountId };
    return decide(policies, { action, resource, context: { ...this.#context(principal, region), ...context } }, names);
  }

  /** Keys that every request has ("AWS global condition context keys"). */
  #context({ arn, names }: Principal, region: string): RequestContext {
    const { accountId, clock } = this.#parts;
    return {
      'aws:CurrentTime': new Date(clock.now()).toISOString(),
      'aws:EpochTime': String(Math.floor(clock.now() / 1000)),
      'aws:PrincipalAccount': accountId,
      'aws:PrincipalArn': names[0] ?? arn,
      'aws:RequestedRegion': region,
      'aws:SecureTransport': 'true',
      'aws:SourceIp': '127.0.0.1',
    };
  }
}

/** Whether a role may be assumed by a principal, by the role's trust policy. */
export function trusts(trust: Policy, principal: PrincipalNames, context: RequestContext = {}): boolean {
  return resourcePolicyAllows(trust, { action: 'sts:AssumeRole', resource: '*', context }, principal);
}

/** Of a role, without its path. */
function nameOf(roleArn: string): string {
  return roleArn.split('/').at(-1) ?? '';
}

function administrator(accountId: string): Principal {
  return { arn: `arn:aws:iam::${accountId}:user/sandbox`, names: [] };
}

const EVERYTHING: Policies = {
  identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
};

/** In the words of "Troubleshoot access denied error messages", IAM User Guide. */
function denied(
  { arn }: Principal,
  { action, resource }: Need,
  { explicit, by }: Extract<Decision, { allowed: false }>,
): ServiceError {
  const policy = {
    identity: 'identity-based policy',
    boundary: 'permissions boundary',
    session: 'session policy',
    resource: 'resource-based policy',
  }[by];
  const article = policy.startsWith('i') ? 'an' : 'a';
  const because = explicit
    ? `with an explicit deny in ${article} ${policy}`
    : `because no ${policy} allows the ${action} action`;
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const service = action.split(':')[0] ?? '';
  return new ServiceError(codeOf(service), `User: ${arn} is not authorized to perform: ${action}${on} ${because}`, 403);
}

/** Error codes of services that do not answer AccessDenied ("Common errors" of each API reference). */
const CODES: Readonly<Record<string, string>> = {
  dynamodb: 'AccessDeniedException',
  lambda: 'AccessDeniedException',
  scheduler: 'AccessDeniedException',
  logs: 'AccessDeniedException',
  sns: 'AuthorizationError',
};

function codeOf(service: string): string {
  return CODES[service] ?? 'AccessDenied';
}
