import type { Need } from '../../api/need.js';
import { takesTags } from '../checked-resource.js';
import { RUNNING_CALLS } from './running-calls.js';
import { SERVING_CALLS } from './serving-calls.js';
import type { HandledResource, HandlerAction } from './type-calls.js';

/**
 * What a handler's caller must be allowed to do: the main calls that the handlers of the type make for the properties that
 * the resource has (`handlers.*.permissions` of the registry's schemas lists them with those for every other property).
 *
 * @returns nothing for a type whose calls the sandbox does not know
 */
export function handlerNeeds(resource: HandledResource, action: HandlerAction): readonly Need[] {
  const calls = RUNNING_CALLS[resource.type] ?? SERVING_CALLS[resource.type];
  if (!calls) return [];
  const names = [...calls[action], ...(action === 'delete' || !calls.tag || !hasTags(resource) ? [] : [calls.tag])];
  const context = calls.context?.(resource);
  const own = calls
    .arns(resource)
    .flatMap((arn) => names.map((name) => ({ action: `${calls.service}:${name}`, resource: arn, context })));
  return [...own, ...(calls.also?.(resource, action) ?? [])];
}

function hasTags({ type, properties, context }: HandledResource): boolean {
  return properties.Tags !== undefined || (takesTags(type) && Object.keys(context.stackTags).length > 0);
}
