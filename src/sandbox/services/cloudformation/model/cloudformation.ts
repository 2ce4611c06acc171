import { queryService } from '../../../control/protocols.js';
import type { ControlRequest, ControlResponse, ControlService } from '../../../control/service.js';
import type { SandboxEnvironment } from '../../../environment.js';
import type { ResourceHandler } from '../../../resources/resource-handler.js';
import { changeSetOperations } from '../wire/change-set-operations.js';
import { describeOperations } from '../wire/describe-operations.js';
import { stackOperations } from '../wire/stack-operations.js';
import type { ReadTemplateUrl } from '../wire/stack-request.js';
import { templateOperations } from '../wire/template-operations.js';
import { Engine } from './engine/engine.js';
import { type ForcedStatus, forceStatus } from './engine/force-status.js';

/**
 * CloudFormation as the sandbox has it: the stacks of every region, made by the resource handlers of the other
 * services. `readTemplate` fetches a TemplateURL from the sandbox's S3.
 */
export class CloudFormationService implements ControlService {
  readonly signingNames = ['cloudformation'];
  readonly #engine: Engine;
  readonly #service: ControlService;

  constructor(env: SandboxEnvironment, handlers: readonly ResourceHandler[], deps: { readTemplate: ReadTemplateUrl }) {
    this.#engine = new Engine(env, handlers);
    this.#service = queryService({
      signingNames: this.signingNames,
      namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
      operations: {
        ...changeSetOperations(this.#engine, deps.readTemplate),
        ...stackOperations(this.#engine, deps.readTemplate),
        ...describeOperations(this.#engine),
        ...templateOperations(this.#engine, deps.readTemplate),
      },
    });
  }

  handle(request: ControlRequest): Promise<ControlResponse> {
    return this.#service.handle(request);
  }

  /** Leaves a stack as somebody else's operation, or an earlier failure, would have left it. */
  putInStatus(forced: ForcedStatus): void {
    forceStatus(this.#engine, forced);
  }

  /** Stops every stack operation where it stands and waits for what a handler is doing at that moment. */
  close(): Promise<void> {
    return this.#engine.close();
  }
}
