import { Buffer } from 'node:buffer';
import { validationError } from '../errors.js';
import { NO_VALUE } from './pseudo-parameters.js';
import { asFunction, readGetAtt, readSub, SUB_VARIABLE, variableReference } from './references.js';
import { lacksDynamicReference } from './sandbox-lacks.js';
import { isRecord, type Template } from './template.js';

/** Where names get their values from. */
export interface Scope {
  mappings: Template['mappings'];
  /** A parameter, pseudo parameter or resource; throws when there is none. */
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  importValue(exportName: string): string;
}

/**
 * Resolves every intrinsic function of a value whose conditions are pruned. Members whose value is
 * `AWS::NoValue` are left out.
 *
 * Source: CloudFormation Template Reference, "Intrinsic function reference".
 */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, scope)).filter((item) => item !== undefined);
  if (!isRecord(value)) return value;
  const call = asFunction(value);
  if (call) {
    const resolved = resolveFunction(call.name, call.argument, scope);
    // A parameter, or parts that are joined, may make one.
    if (typeof resolved === 'string') lacksDynamicReference(resolved);
    return resolved;
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, resolveValue(member, scope)] as const)
      .filter(([, member]) => member !== undefined),
  );
}

/** Undefined means `AWS::NoValue`. */
function resolveFunction(name: string, argument: unknown, scope: Scope): unknown {
  const list = () => {
    const resolved = resolveValue(argument, scope);
    if (!Array.isArray(resolved))
      throw validationError(`Template error: every ${name} object requires a list argument`);
    return resolved as unknown[];
  };
  switch (name) {
    case 'Ref':
      return argument === NO_VALUE ? undefined : scope.ref(String(argument));
    case 'Fn::GetAtt':
      return scope.getAtt(...readGetAtt(argument));
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Join':
      return join(list());
    case 'Fn::Select':
      return select(list());
    case 'Fn::Split': {
      const [separator, text] = list();
      return asText(text, name).split(asText(separator, name));
    }
    case 'Fn::Base64':
      return Buffer.from(asText(resolveValue(argument, scope), name)).toString('base64');
    case 'Fn::FindInMap':
      return findInMap(list(), scope.mappings);
    case 'Fn::ImportValue':
      return scope.importValue(asText(resolveValue(argument, scope), name));
    default:
      throw validationError(`Template error: Encountered unsupported function: ${name}`);
  }
}

function substitute(argument: unknown, scope: Scope): string {
  const { text, variables } = readSub(argument);
  return text.replace(SUB_VARIABLE, (_match, literal: string | undefined, variable: string | undefined) => {
    if (variable === undefined) return `\${${literal ?? ''}}`;
    if (Object.hasOwn(variables, variable)) return asText(resolveValue(variables[variable], scope), 'Fn::Sub');
    const { target, attribute } = variableReference(variable);
    return asText(attribute === undefined ? scope.ref(target) : scope.getAtt(target, attribute), 'Fn::Sub');
  });
}

function join(argument: unknown[]): string {
  const [delimiter, items] = argument;
  if (typeof delimiter !== 'string' || !Array.isArray(items)) {
    throw validationError(
      'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined',
    );
  }
  return items.map((item) => asText(item, 'Fn::Join')).join(delimiter);
}

function select(argument: unknown[]): unknown {
  const [index, items] = argument;
  const position = Number(index);
  if (!Array.isArray(items) || !Number.isInteger(position)) {
    throw validationError(
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    );
  }
  if (position < 0 || position >= items.length) {
    throw validationError(`Template error: Fn::Select cannot select nonexistent value at index ${position}`);
  }
  return items[position];
}

function findInMap(argument: unknown[], mappings: Template['mappings']): unknown {
  const [map, top, second] = argument.map(String) as [string, string, string];
  const found = mappings[map]?.[top]?.[second];
  if (found === undefined) {
    throw validationError(`Template error: Unable to get mapping for ${map}::${top}::${second}`);
  }
  return found;
}

function asText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw validationError(`Template error: ${name} expects a string, not ${JSON.stringify(value) ?? 'AWS::NoValue'}`);
}
