import { ServiceError } from '../service-error.js';

/** The account's roles, by name, with the names of their inline policies. */
export class Roles {
  readonly #policies = new Map<string, Set<string>>();

  /** Names of all roles. */
  list(): string[] {
    return [...this.#policies.keys()];
  }

  /** Keeps a role, or replaces what is known of it. */
  put(name: string, inlinePolicies: readonly string[]): void {
    this.#policies.set(name, new Set(inlinePolicies));
  }

  /** Forgets a role, whatever it has. */
  remove(name: string): void {
    this.#policies.delete(name);
  }

  /** Names of a role's inline policies. @throws ServiceError NoSuchEntity */
  policies(name: string): string[] {
    return [...this.#find(name)];
  }

  /** @throws ServiceError NoSuchEntity */
  deletePolicy(name: string, policy: string): void {
    if (!this.#find(name).delete(policy)) {
      throw new ServiceError('NoSuchEntity', `The role policy with name ${policy} cannot be found.`, 404);
    }
  }

  /** @throws ServiceError NoSuchEntity, and DeleteConflict while it has inline policies */
  delete(name: string): void {
    if (this.#find(name).size > 0) {
      throw new ServiceError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
    }
    this.#policies.delete(name);
  }

  #find(name: string): Set<string> {
    const policies = this.#policies.get(name);
    if (!policies) throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    return policies;
  }
}
