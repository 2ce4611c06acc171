import type { Need } from '../../api/need.js';
import { ServiceError } from '../../services/service-error.js';
import type { ResourceContext, ResourceHandler, ResourceProperties } from '../resource-handler.js';
import { handlerNeeds } from './handler-calls.js';
import type { HandlerAction } from './type-calls.js';

/** Refuses needs that the actor of a stack operation is not allowed. @throws ServiceError */
export type CheckActor = (context: ResourceContext, needs: readonly Need[]) => void;

/**
 * The handler, called as who makes the stack operation: without the permissions that the type's handlers need, it fails
 * as CloudFormation words it.
 */
export function withPermissions(handler: ResourceHandler, check: CheckActor): ResourceHandler {
  const { type } = handler;
  const ask = (
    action: HandlerAction,
    physicalId: string,
    properties: ResourceProperties,
    context: ResourceContext,
  ): void => {
    try {
      check(context, handlerNeeds({ type, physicalId, properties, context }, action));
    } catch (error) {
      throw error instanceof ServiceError ? refusalOf(error, type) : error;
    }
  };
  return {
    type,
    createOnly: handler.createOnly,
    latencyMs: handler.latencyMs,
    existing: handler.existing,
    async create(properties, context) {
      // The name is known only afterwards, and with it the ARN.
      const made = await handler.create(properties, context);
      try {
        ask('create', made.physicalId, properties, context);
      } catch (error) {
        await handler.delete(made.physicalId, properties, context);
        throw error;
      }
      return made;
    },
    async update(physicalId, properties, previous, context) {
      ask('update', physicalId, properties, context);
      return handler.update(physicalId, properties, previous, context);
    },
    async delete(physicalId, properties, context) {
      ask('delete', physicalId, properties, context);
      return handler.delete(physicalId, properties, context);
    },
  };
}

/** As a resource's event has it: the service's words within CloudFormation's. */
function refusalOf({ message, status }: ServiceError, type: string): ServiceError {
  const service = type.split('::')[1] ?? type;
  const id = crypto.randomUUID();
  return new ServiceError(
    'AccessDenied',
    `Resource handler returned message: "${message} (Service: ${service}, Status Code: ${status}, Request ID: ${id})" (RequestToken: ${crypto.randomUUID()}, HandlerErrorCode: AccessDenied)`,
    status,
  );
}
