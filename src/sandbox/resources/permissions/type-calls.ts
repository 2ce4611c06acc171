import type { Need } from '../../api/need.js';
import type { ResourceContext, ResourceProperties } from '../resource-handler.js';

export type HandlerAction = 'create' | 'update' | 'delete';

/** A resource that a handler makes, changes or deletes. */
export interface HandledResource {
  readonly type: string;
  readonly physicalId: string;
  readonly properties: ResourceProperties;
  readonly context: Pick<ResourceContext, 'region' | 'accountId' | 'stackTags'>;
}

/** What the handlers of a type call. */
export interface TypeCalls {
  /** IAM's name of the service. */
  readonly service: string;
  /** ARNs that the calls are about; a change of a table is one in each replica. */
  arns(resource: HandledResource): readonly string[];
  readonly create: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
  /** The call that sets tags, made where the resource gets any. */
  readonly tag?: string;
  /** Calls about other resources. */
  also?(resource: HandledResource, action: HandlerAction): readonly Need[];
  /** Condition keys of all calls. */
  context?(resource: HandledResource): Need['context'];
}
