import { queryService } from '../../../api/protocols.js';
import type { ControlService } from '../../../api/service.js';
import type { CloudFormation } from '../model/cloudformation.js';
import { CLOUDFORMATION_OPERATIONS } from '../operations.js';
import { cloudFormationPermissions } from '../permissions.js';
import { changeSetOperations } from './change-set-operations.js';
import { describeOperations } from './describe-operations.js';
import { eventOperations } from './event-operations.js';
import { type CanAssume, inServiceRole } from './service-role.js';
import { stackOperations } from './stack-operations.js';
import type { ReadTemplateUrl } from './stack-request.js';
import { templateOperations } from './template-operations.js';

/** CloudFormation over the query protocol. */
export function cloudFormationWire(
  model: CloudFormation,
  readTemplate: ReadTemplateUrl,
  canAssume: CanAssume,
): ControlService {
  const { engine } = model;
  return queryService({
    signingNames: ['cloudformation'],
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    supported: CLOUDFORMATION_OPERATIONS,
    permissions: cloudFormationPermissions(model, engine.env.accountId),
    operations: inServiceRole(engine, canAssume, {
      ...changeSetOperations(engine, readTemplate),
      ...stackOperations(engine, readTemplate),
      ...describeOperations(engine),
      ...eventOperations(engine),
      ...templateOperations(engine, readTemplate),
    }),
  });
}
