import type { ControlService } from '../api/service.js';
import type { ResourceHandler } from '../resources/resource-handler.js';

/**
 * One service of the sandbox, as the `index.ts` of its folder makes it. Each part is a file or a folder of its name:
 * the model does not know the wire; the wire and the resource types use the model.
 */
export interface Service<Model = unknown> {
  /** State and rules. */
  readonly model: Model;
  /** Its API; absent where the sandbox has only the resource types. */
  readonly wire?: ControlService;
  /** Its CloudFormation resource types. */
  readonly resources: readonly ResourceHandler[];
  /** Ends what runs or waits. */
  close?(): Promise<void>;
}

/** A service with an API. */
export interface ApiService<Model> extends Service<Model> {
  readonly wire: ControlService;
}
