import { ServiceError } from '../../service-error.js';
import { resourcePolicyAllows } from '../evaluation/decide.js';
import { type Policy, readIdentityPolicy } from '../evaluation/policy.js';
import type { ManagedPolicies } from './managed-policies.js';

/** A role as templates and the API make it. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  /** ms since the epoch. */
  readonly createdAtMs: number;
  /** Who may assume it. */
  trust: Policy;
  /** By name. */
  inline: Map<string, Policy>;
  /** ARNs of managed policies. */
  attached: readonly string[];
  /** ARN of its permissions boundary. */
  boundaryArn?: string;
  tags?: Readonly<Record<string, string>>;
}

/** What makes a role: everything but what IAM gives it. */
export type RoleInput = Omit<Role, 'arn' | 'id' | 'createdAtMs'> & { readonly path?: string };

/** The account's roles and what they permit. */
export class Roles {
  readonly #roles = new Map<string, Role>();
  readonly #accountId: string;
  readonly #managed: ManagedPolicies;
  readonly #nowMs: () => number;

  constructor(accountId: string, managed: ManagedPolicies, nowMs: () => number) {
    this.#accountId = accountId;
    this.#managed = managed;
    this.#nowMs = nowMs;
  }

  /** All roles. */
  list(): Role[] {
    return [...this.#roles.values()];
  }

  /** Keeps a role, or replaces what is known of it. */
  put({ path = '/', ...input }: RoleInput): Role {
    for (const arn of [...input.attached, input.boundaryArn ?? []].flat()) this.#managed.get(arn);
    const known = this.#roles.get(input.name);
    const role = {
      ...input,
      arn: `arn:aws:iam::${this.#accountId}:role${path}${input.name}`,
      id: idOf(input.name),
      createdAtMs: known?.createdAtMs ?? this.#nowMs(),
    };
    this.#roles.set(input.name, role);
    return role;
  }

  /** Forgets a role, whatever it has. */
  remove(name: string): void {
    this.#roles.delete(name);
  }

  find(name: string): Role | undefined {
    return this.#roles.get(name);
  }

  /** Whether there is a role of this ARN, which a service may assume. */
  isAssumedBy(arn: string, service: string): boolean {
    const role = this.find(arn.split('/').at(-1) ?? '');
    const request = { action: 'sts:AssumeRole', resource: '*', context: {} };
    const names = { arns: [], account: this.#accountId, service };
    return role?.arn === arn && resourcePolicyAllows(role.trust, request, names);
  }

  /**
   * Whether a policy may name somebody: roles of the account exist or do not, of other accounts nothing is known ("AWS
   * JSON policy elements: Principal", IAM User Guide).
   */
  isPrincipal(given: string): boolean {
    if (/^\d{12}$/.test(given)) return true;
    const [, service, account, kind, name] =
      /^arn:aws:(iam|sts)::(\d{12}):(root$|role|user|assumed-role|federated-user)\/?(.*)$/.exec(given) ?? [];
    if (service === undefined) return false;
    if (account !== this.#accountId || kind === 'root' || kind === 'federated-user') return true;
    if (kind === 'user') return name === 'sandbox';
    if (kind === 'assumed-role') return this.#roles.has(name?.split('/')[0] ?? '');
    return this.list().some((role) => role.arn === given);
  }

  /** @throws ServiceError NoSuchEntity */
  get(name: string): Role {
    const role = this.#roles.get(name);
    if (!role) throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    return role;
  }

  /** A role's inline policy. @throws ServiceError NoSuchEntity */
  policy(name: string, policyName: string): Policy {
    const policy = this.get(name).inline.get(policyName);
    if (!policy) throw noSuchPolicy(policyName);
    return policy;
  }

  /** @throws ServiceError NoSuchEntity, MalformedPolicyDocument */
  putPolicy(name: string, policyName: string, document: unknown): void {
    this.get(name).inline.set(policyName, readIdentityPolicy(document));
  }

  /** @throws ServiceError NoSuchEntity */
  deletePolicy(name: string, policyName: string): void {
    if (!this.get(name).inline.delete(policyName)) throw noSuchPolicy(policyName);
  }

  /** @throws ServiceError NoSuchEntity, and DeleteConflict while it has inline policies */
  delete(name: string): void {
    if (this.get(name).inline.size > 0) {
      throw new ServiceError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
    }
    this.#roles.delete(name);
  }

  /** What decides over what a role does. @throws ServiceError NoSuchEntity for a managed policy that is gone */
  policiesOf({ inline, attached, boundaryArn }: Role): { identity: readonly Policy[]; boundary?: Policy } {
    return {
      identity: [...inline.values(), ...attached.map((arn) => this.#managed.get(arn))],
      boundary: boundaryArn === undefined ? undefined : this.#managed.get(boundaryArn),
    };
  }
}

function noSuchPolicy(name: string): ServiceError {
  return new ServiceError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
}

/** The same for a name each time, so that templates' attributes stay. */
function idOf(name: string): string {
  const letters = name.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return `AROA${letters.slice(-17).padStart(17, 'A')}`;
}
