import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import { Authorizer, type ResourcePolicyOf } from './authorize.js';
import { ManagedPolicies } from './model/managed-policies.js';
import { Roles } from './model/roles.js';
import { iamResources } from './resources.js';
import { iamWire } from './wire.js';

/**
 * AWS IAM; `authorizer` decides by its policies what callers may do.
 *
 * @param resourcePolicy the policy of a resource of another service
 */
export function makeIam(
  env: SandboxEnvironment,
  resourcePolicy: ResourcePolicyOf,
): ApiService<Roles> & { authorizer: Authorizer } {
  const { accountId, clock } = env;
  const managed = new ManagedPolicies();
  const model = new Roles(accountId, managed, () => clock.now());
  const authorizer = new Authorizer({ accountId, clock, roles: model, resourcePolicy });
  return {
    model,
    authorizer,
    wire: iamWire(accountId, model, authorizer),
    resources: iamResources(env, model, managed),
  };
}
