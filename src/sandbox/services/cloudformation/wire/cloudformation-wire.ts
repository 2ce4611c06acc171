import { queryService } from '../../../api/protocols.js';
import type { ControlService } from '../../../api/service.js';
import type { CloudFormation } from '../model/cloudformation.js';
import { changeSetOperations } from './change-set-operations.js';
import { describeOperations } from './describe-operations.js';
import { stackOperations } from './stack-operations.js';
import type { ReadTemplateUrl } from './stack-request.js';
import { templateOperations } from './template-operations.js';

/** CloudFormation over the query protocol. */
export function cloudFormationWire({ engine }: CloudFormation, readTemplate: ReadTemplateUrl): ControlService {
  return queryService({
    signingNames: ['cloudformation'],
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    operations: {
      ...changeSetOperations(engine, readTemplate),
      ...stackOperations(engine, readTemplate),
      ...describeOperations(engine),
      ...templateOperations(engine, readTemplate),
    },
  });
}
