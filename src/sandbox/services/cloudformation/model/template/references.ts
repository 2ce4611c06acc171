import { validationError } from '../errors.js';
import { isRecord } from './template.js';

/** A name that a value mentions: `Ref`, `Fn::GetAtt` and the variables of `Fn::Sub`. */
export interface Reference {
  target: string;
  /** Absent for a `Ref`. */
  attribute?: string;
  /** Set for `Fn::GetAtt` itself. */
  isGetAtt?: true;
}

/** The only entry of `{ "Fn::Join": … }` and its like; undefined for ordinary values. */
export function asFunction(value: unknown): { name: string; argument: unknown } | undefined {
  if (!isRecord(value)) return undefined;
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined;
  return { name, argument: value[name] };
}

/** `[logical id, attribute]` of a Fn::GetAtt in either form. */
export function readGetAtt(argument: unknown): [string, string] {
  const parts = typeof argument === 'string' ? splitOnce(argument) : argument;
  if (!Array.isArray(parts) || parts.length !== 2 || !parts.every((part) => typeof part === 'string')) {
    throw validationError(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  }
  return parts as [string, string];
}

/** The text and the variables of a Fn::Sub in either form. */
export function readSub(argument: unknown): { text: string; variables: Record<string, unknown> } {
  const [text, variables] = Array.isArray(argument) && argument.length === 2 ? argument : [argument, {}];
  if (typeof text !== 'string' || !isRecord(variables)) {
    throw validationError(
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as " +
        'first argument, and an optional second argument to specify a mapping of values to replace in the string',
    );
  }
  if (text.replace(SUB_VARIABLE, '').includes('${')) {
    throw validationError(
      'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
    );
  }
  return { text, variables };
}

/** `${Name}` or `${Name.Attribute}`, named in group 2; or `${!text}`, which means the text `${text}`, in group 1. */
export const SUB_VARIABLE = /\$\{(?:!([^}]*)|\s*([A-Za-z0-9_.:]+)\s*)\}/g;

/** `Name.Attribute` as a reference. */
export function variableReference(variable: string): Reference {
  const [target, attribute] = splitOnce(variable);
  return attribute === undefined ? { target: target as string } : { target: target as string, attribute };
}

/** Every name that a value mentions, at any depth; for values with conditions, prune first. */
export function* referencesOf(value: unknown): Generator<Reference> {
  if (Array.isArray(value)) {
    for (const item of value) yield* referencesOf(item);
    return;
  }
  if (!isRecord(value)) return;
  const call = asFunction(value);
  if (call?.name === 'Ref') {
    yield { target: String(call.argument) };
  } else if (call?.name === 'Fn::GetAtt') {
    const [target, attribute] = readGetAtt(call.argument);
    yield { target, attribute, isGetAtt: true };
  } else if (call?.name === 'Fn::Sub') {
    const { text, variables } = readSub(call.argument);
    yield* referencesOf(Object.values(variables));
    for (const [, , variable] of text.matchAll(SUB_VARIABLE)) {
      if (variable && !Object.hasOwn(variables, variable)) yield variableReference(variable);
    }
  } else {
    yield* referencesOf(Object.values(value));
  }
}

function splitOnce(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
