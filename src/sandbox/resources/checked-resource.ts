import { ServiceError } from '../services/service-error.js';
import type { ResourceHandler, ResourceProperties } from './resource-handler.js';
import { RESOURCE_TYPES } from './resource-types.js';
import { propertyMistakes } from './validate-properties.js';

/**
 * The handler, with the check that CloudFormation makes before it creates or updates a resource: properties that do not
 * fit AWS's schema of the type are refused in CloudFormation's words.
 */
export function checkedResource(handler: ResourceHandler): ResourceHandler {
  const shape = RESOURCE_TYPES[handler.type];
  if (!shape) throw new Error(`scripts/resource-types.js does not list ${handler.type}`);
  const check = (properties: ResourceProperties, logicalId: string) => {
    const mistakes = propertyMistakes(properties, shape);
    if (mistakes.length === 0) return;
    const message = `Properties validation failed for resource ${logicalId} with message:\n${mistakes.join('\n')}`;
    throw new ServiceError('ValidationException', message);
  };
  return {
    type: handler.type,
    createOnly: handler.createOnly,
    latencyMs: handler.latencyMs,
    existing: handler.existing,
    async create(properties, context) {
      check(properties, context.logicalId);
      return handler.create(properties, context);
    },
    async update(physicalId, properties, previous, context) {
      check(properties, context.logicalId);
      return handler.update(physicalId, properties, previous, context);
    },
    delete: (physicalId, properties, context) => handler.delete(physicalId, properties, context),
  };
}

/**
 * Whether CloudFormation hands the stack's tags on to resources of this type: those that have `Tags` of their own do
 * ("CloudFormation resource tagging", which leaves it to each type). A global table has tags only per replica, and its
 * replicas do not get the stack's.
 */
export function takesTags(type: string): boolean {
  const shape = RESOURCE_TYPES[type];
  return shape === undefined || 'Tags' in shape.properties;
}
