import type { Operation } from '../../control/protocols.js';
import { ServiceError } from '../../control/service.js';
import type { SandboxEnvironment } from '../../environment.js';
import type { ResourceHandler, ResourceProperties } from '../../resources/resource-handler.js';

/** The account's roles, by name, with the names of their inline policies. */
export class Roles {
  readonly #env: SandboxEnvironment;
  readonly #policies = new Map<string, Set<string>>();

  constructor(env: SandboxEnvironment) {
    this.#env = env;
  }

  /** The handler of `AWS::IAM::Role`, whose roles are the ones that the API knows. */
  tracking(handler: ResourceHandler): ResourceHandler {
    return {
      ...handler,
      create: async (properties, context) => {
        const created = await handler.create(properties, context);
        this.#policies.set(created.physicalId, inlinePolicies(properties));
        return created;
      },
      update: async (physicalId, properties, previous, context) => {
        const updated = await handler.update(physicalId, properties, previous, context);
        this.#policies.set(physicalId, inlinePolicies(properties));
        return updated;
      },
      delete: async (physicalId, properties, context) => {
        await handler.delete(physicalId, properties, context);
        this.#policies.delete(physicalId);
      },
    };
  }

  /** What the IAM API lets one do with them. */
  readonly operations: Readonly<Record<string, Operation>> = {
    ListRoles: () => ({
      Roles: [...this.#policies.keys()].map((RoleName) => ({
        RoleName,
        RoleId: `AROA${this.#env.id(17)}`,
        Path: '/',
        Arn: `arn:aws:iam::${this.#env.accountId}:role/${RoleName}`,
        CreateDate: new Date(this.#env.clock.now()),
      })),
      IsTruncated: false,
    }),
    ListRolePolicies: ({ RoleName }) => ({ PolicyNames: [...this.#find(RoleName)], IsTruncated: false }),
    DeleteRolePolicy: ({ RoleName, PolicyName }) => {
      if (!this.#find(RoleName).delete(PolicyName)) {
        throw new ServiceError('NoSuchEntity', `The role policy with name ${PolicyName} cannot be found.`, 404);
      }
      return undefined;
    },
    DeleteRole: ({ RoleName }) => {
      if (this.#find(RoleName).size > 0) {
        throw new ServiceError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
      }
      this.#policies.delete(RoleName);
      return undefined;
    },
  };

  #find(name: string): Set<string> {
    const policies = this.#policies.get(name);
    if (!policies) throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    return policies;
  }
}

function inlinePolicies({ Policies }: ResourceProperties): Set<string> {
  const policies = Array.isArray(Policies) ? (Policies as { PolicyName?: unknown }[]) : [];
  return new Set(policies.map(({ PolicyName }) => String(PolicyName)));
}
