import { RESOURCE_TYPES } from '../../../../resources/resource-types.js';

/**
 * Whether CloudFormation hands the stack's tags on to resources of this type: those that have `Tags` of their own do
 * ("CloudFormation resource tagging", which leaves it to each type). A global table has them only a replica, and its
 * replicas do not get the stack's.
 */
export function takesTags(type: string): boolean {
  const shape = RESOURCE_TYPES[type];
  return shape === undefined || 'Tags' in shape.properties;
}
