import { type BuiltAssets, TEMPLATE_NAMES, type TemplateName } from '../../src/lib/assets/assets.js';
import { parseTemplate } from '../../src/sandbox/services/cloudformation/model/template/parse-template.js';

// biome-ignore lint/suspicious/noExplicitAny: templates are data of any shape
export type Any = any;

export type RawTemplates = Record<TemplateName, Any>;

/** The templates as data, intrinsic functions in their long form. */
export function rawTemplates(assets: BuiltAssets): RawTemplates {
  return Object.fromEntries(
    TEMPLATE_NAMES.map((name) => [name, parseTemplate(assets.templates[name].body)]),
  ) as RawTemplates;
}

/** Logical ids and definitions of the resources of a type. */
export function resourcesOf(template: Any, type: string): [string, Any][] {
  return Object.entries<Any>(template.Resources).filter(([, one]) => one.Type === type);
}

/** Every object at any depth, the value itself first. */
export function* objects(value: unknown): Generator<Any> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value;
  for (const member of Object.values(value)) yield* objects(member);
}

/** What may be one or a list, as a list. */
export const list = (value: unknown): Any[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
