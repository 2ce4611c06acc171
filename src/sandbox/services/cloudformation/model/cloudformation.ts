import type { SandboxEnvironment } from '../../../environment.js';
import type { ResourceHandler } from '../../../resources/resource-handler.js';
import { Engine, type RefuseChangeSet } from './engine/engine.js';
import { type ForcedStatus, forceStatus } from './engine/force-status.js';

/** AWS CloudFormation: the stacks of every region, made by the resource handlers of the other services. */
export class CloudFormation {
  readonly engine: Engine;

  constructor(env: SandboxEnvironment, handlers: readonly ResourceHandler[], refuseChangeSet?: RefuseChangeSet) {
    this.engine = new Engine(env, handlers, refuseChangeSet);
  }

  /** Leaves a stack as an operation outside cvs, or an earlier failure, would have left it. */
  putInStatus(forced: ForcedStatus): void {
    forceStatus(this.engine, forced);
  }

  /** Stops every stack operation where it stands, and waits for what a handler is doing at that moment. */
  close(): Promise<void> {
    return this.engine.close();
  }
}
