import { validationError } from '../errors.js';
import { reject } from '../template/check-references.js';
import { evaluateConditions, pruneConditions } from '../template/conditions.js';
import { assertAcyclic, type Graph } from '../template/graph.js';
import { resolveValue, type Scope } from '../template/intrinsics.js';
import { parameterValue } from '../template/parameters.js';
import type { PseudoParameters } from '../template/pseudo-parameters.js';
import { referencesOf } from '../template/references.js';
import type { OutputDefinition, ResourceDefinition } from '../template/template.js';
import type { StackInput } from './records.js';

export interface DesiredResource {
  definition: ResourceDefinition;
  /** Properties with conditions pruned; other functions are not resolved yet. */
  properties: Readonly<Record<string, unknown>>;
}

/** What a template and its parameters ask for: the resources, and in which order they are made. */
export interface DesiredState {
  input: StackInput;
  pseudo: PseudoParameters;
  resources: ReadonlyMap<string, DesiredResource>;
  graph: Graph;
  outputs: ReadonlyMap<string, OutputDefinition>;
}

/** The values of references to resources and exports; parameters are known already. */
export interface Lookup {
  physicalId(logicalId: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  importValue(exportName: string): string;
}

/**
 * Evaluates conditions and orders the resources.
 *
 * @throws ServiceError `ValidationError` for references to resources that a condition leaves out, and for cycles.
 */
export function desiredState(input: StackInput, pseudo: PseudoParameters): DesiredState {
  const { template } = input;
  const noResource = (name: string) => {
    throw validationError(`Template error: ${name} cannot be referenced in the Conditions block of the template`);
  };
  const conditions = evaluateConditions(template.conditions, (value) =>
    resolveValue(
      value,
      scopeOf(input, pseudo, { physicalId: noResource, attribute: noResource, importValue: noResource }),
    ),
  );
  const included = (one: { condition?: string }) => one.condition === undefined || conditions[one.condition] === true;
  const resources = new Map<string, DesiredResource>();
  for (const [id, definition] of Object.entries(template.resources)) {
    if (!included(definition)) continue;
    const properties = pruneConditions(definition.properties, conditions) as Record<string, unknown>;
    resources.set(id, { definition, properties });
  }
  const outputs = new Map<string, OutputDefinition>();
  for (const [key, output] of Object.entries(template.outputs)) {
    if (!included(output)) continue;
    const { value, exportName } = output;
    outputs.set(key, {
      ...output,
      value: pruneConditions(value, conditions),
      ...(exportName === undefined ? {} : { exportName: pruneConditions(exportName, conditions) }),
    });
  }
  const mentioned = (value: unknown) =>
    [...referencesOf(value)].map((one) => one.target).filter((name) => Object.hasOwn(template.resources, name));
  const absent = (value: unknown) => mentioned(value).filter((name) => !resources.has(name));
  reject(absent([...resources.values()].map((one) => one.properties)), 'Resources');
  reject(absent([...outputs.values()].map((one) => [one.value, one.exportName])), 'Outputs');
  const graph = new Map(
    [...resources].map(([id, one]) => [
      id,
      // DependsOn on a resource that a condition leaves out is ignored.
      new Set([...mentioned(one.properties), ...one.definition.dependsOn].filter((other) => resources.has(other))),
    ]),
  );
  assertAcyclic(graph);
  return { input, pseudo, resources, graph, outputs };
}

/** The scope in which a stack's properties and outputs are resolved. */
export function scopeOf(input: StackInput, pseudo: PseudoParameters, lookup: Lookup): Scope {
  const { template, parameters } = input;
  return {
    mappings: template.mappings,
    ref(name) {
      const definition = template.parameters[name];
      if (definition) return parameterValue(definition, parameters[name] as string);
      if (Object.hasOwn(pseudo, name)) return pseudo[name as keyof PseudoParameters];
      return lookup.physicalId(name);
    },
    getAtt: (logicalId, attribute) => lookup.attribute(logicalId, attribute),
    importValue: (name) => lookup.importValue(name),
  };
}
