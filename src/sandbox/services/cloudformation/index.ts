import type { SandboxEnvironment } from '../../environment.js';
import type { ResourceHandler } from '../../resources/resource-handler.js';
import type { ApiService } from '../service.js';
import { CloudFormation } from './model/cloudformation.js';
import type { RefuseChangeSet } from './model/engine/engine.js';
import { cloudFormationWire } from './wire/cloudformation-wire.js';
import type { CanAssume } from './wire/service-role.js';
import type { ReadTemplateUrl } from './wire/stack-request.js';

/**
 * AWS CloudFormation.
 *
 * @param handlers the resource types that templates may have
 * @param readTemplate fetches a TemplateURL from the sandbox's S3
 * @param canAssume whether a role is there, and trusts CloudFormation
 * @param refuseChangeSet what a fault has against a change set
 */
export function makeCloudFormation(
  env: SandboxEnvironment,
  handlers: readonly ResourceHandler[],
  readTemplate: ReadTemplateUrl,
  canAssume: CanAssume,
  refuseChangeSet?: RefuseChangeSet,
): ApiService<CloudFormation> {
  const model = new CloudFormation(env, handlers, refuseChangeSet);
  return { model, wire: cloudFormationWire(model, readTemplate, canAssume), resources: [], close: () => model.close() };
}
