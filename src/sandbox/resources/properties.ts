import { ServiceError } from '../services/service-error.js';
import type { ResourceContext, ResourceProperties } from './resource-handler.js';

/**
 * Refuses by name the properties that the sandbox does not act on, so that no template depends on a property that has
 * no effect here. Properties that the type does not have are refused earlier, in CloudFormation's words.
 */
export function onlyProperties(type: string, properties: ResourceProperties, known: readonly string[]): void {
  const unsupported = Object.keys(properties).filter((name) => !known.includes(name));
  if (unsupported.length > 0) {
    throw new ServiceError(
      'ValidationException',
      `The sandbox does not support the property ${unsupported.join(', ')} of ${type}`,
    );
  }
}

/** A string property; numbers and booleans, which templates may leave unquoted, are written out. */
export function textProperty(properties: ResourceProperties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') throw invalid(name, 'expected type: String, found: Object');
  return String(value);
}

/** As {@link textProperty}; throws when it is missing or empty. */
export function requiredText(properties: ResourceProperties, name: string): string {
  const value = textProperty(properties, name);
  if (!value) throw invalid(name, 'required key not found');
  return value;
}

/** A number, which CloudFormation's parameters deliver as text. */
export function numberProperty(properties: ResourceProperties, name: string): number | undefined {
  const text = textProperty(properties, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw invalid(name, `expected type: Number, found: ${text}`);
  return value;
}

/** A boolean, which CloudFormation's parameters deliver as text. */
export function booleanProperty(properties: ResourceProperties, name: string): boolean | undefined {
  const text = textProperty(properties, name);
  return text === undefined ? undefined : text.toLowerCase() === 'true';
}

/** A list of objects, empty when absent. */
export function listProperty(properties: ResourceProperties, name: string): ResourceProperties[] {
  const value = properties[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(name, 'expected type: JSONArray');
  return value as ResourceProperties[];
}

/** A nested object, or undefined. */
export function objectProperty(properties: ResourceProperties, name: string): ResourceProperties | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(name, 'expected type: JSONObject');
  return value as ResourceProperties;
}

/** A policy document or other JSON, given as an object or as its text. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** CloudFormation's three tags, the stack's and the resource's own; `Tags` is a list of Key and Value, or a map. */
export function tagsOf(properties: ResourceProperties, context: ResourceContext): Record<string, string> {
  const own = properties.Tags ?? [];
  const pairs = Array.isArray(own)
    ? own.map((tag: { Key: string; Value: unknown }) => [tag.Key, String(tag.Value)])
    : Object.entries(own as object).map(([key, value]) => [key, String(value)]);
  return {
    'aws:cloudformation:stack-name': context.stackName,
    'aws:cloudformation:stack-id': context.stackId,
    'aws:cloudformation:logical-id': context.logicalId,
    ...context.stackTags,
    ...(Object.fromEntries(pairs) as Record<string, string>),
  };
}

function invalid(name: string, message: string): ServiceError {
  return new ServiceError('ValidationException', `Model validation failed (#/${name}: ${message})`);
}
