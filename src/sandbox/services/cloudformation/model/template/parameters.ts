import { validationError } from '../errors.js';
import { lacksParameterType } from './sandbox-lacks.js';
import { isRecord, type ParameterDefinition } from './template.js';

/** A parameter as a request gives it. */
export interface ParameterInput {
  ParameterKey: string;
  ParameterValue?: string;
  UsePreviousValue?: string;
}

/** Values by parameter name, as given or by default; lists are still one comma-delimited string. */
export type ParameterValues = Readonly<Record<string, string>>;

const LIST_TYPE = /^(CommaDelimitedList|List<.+>)$/;
const KNOWN_TYPE = /^(String|Number|CommaDelimitedList|List<Number>)$/;

/** Checks the Parameters section and reads it. */
export function readParameters(section: Record<string, unknown>): Record<string, ParameterDefinition> {
  return Object.fromEntries(Object.entries(section).map(([name, raw]) => [name, readDefinition(name, raw)]));
}

function readDefinition(name: string, raw: unknown): ParameterDefinition {
  if (!isRecord(raw) || typeof raw.Type !== 'string') {
    throw validationError('Template format error: Every Parameters object must contain a Type member.');
  }
  if (!/^[A-Za-z0-9]+$/.test(name))
    throw validationError(`Template format error: Parameter name ${name} is non alphanumeric.`);
  if (!KNOWN_TYPE.test(raw.Type)) {
    lacksParameterType(raw.Type);
    throw validationError(`Template format error: Unrecognized parameter type: ${raw.Type}`);
  }
  if (Object.hasOwn(raw, 'Default') && (raw.Default === null || typeof raw.Default === 'object')) {
    throw validationError('Template format error: Every Default member must be a string.');
  }
  const number = (key: string) => (raw[key] === undefined ? {} : { [lowerFirst(key)]: Number(raw[key]) });
  const text = (key: string) => (raw[key] === undefined ? {} : { [lowerFirst(key)]: String(raw[key]) });
  return {
    type: raw.Type,
    ...text('Default'),
    ...text('Description'),
    allowedValues: Array.isArray(raw.AllowedValues) ? raw.AllowedValues.map(String) : undefined,
    ...text('AllowedPattern'),
    ...text('ConstraintDescription'),
    ...number('MinLength'),
    ...number('MaxLength'),
    ...number('MinValue'),
    ...number('MaxValue'),
    noEcho: String(raw.NoEcho) === 'true',
  };
}

/**
 * The value of every parameter: given, previous, or by default.
 *
 * @param previous the stack's values before an update; undefined when the stack is created.
 * @throws ServiceError `ValidationError` with CloudFormation's wording.
 */
export function resolveParameters(
  definitions: Readonly<Record<string, ParameterDefinition>>,
  given: readonly ParameterInput[],
  previous: ParameterValues | undefined,
): Record<string, string> {
  const strangers = given.map((one) => one.ParameterKey).filter((key) => !Object.hasOwn(definitions, key));
  if (strangers.length) throw validationError(`Parameters: [${strangers.join(', ')}] do not exist in the template`);
  const inputs = new Map(given.map((one) => [one.ParameterKey, one]));
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [key, definition] of Object.entries(definitions)) {
    const input = inputs.get(key);
    if (input?.UsePreviousValue === 'true' && previous?.[key] === undefined) {
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    const value = input?.UsePreviousValue === 'true' ? previous?.[key] : (input?.ParameterValue ?? definition.default);
    if (value === undefined) missing.push(key);
    else values[key] = value;
  }
  if (missing.length) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [key, definition] of Object.entries(definitions)) checkValue(key, values[key] as string, definition);
  return values;
}

/** A parameter's value as `Ref` returns it: a list for the list types, else a string. */
export function parameterValue(definition: ParameterDefinition, value: string): string | string[] {
  if (!LIST_TYPE.test(definition.type)) return value;
  return value === '' ? [] : value.split(',').map((item) => item.trim());
}

function checkValue(key: string, value: string, definition: ParameterDefinition): void {
  const refuse = (why: string) => {
    const described =
      definition.constraintDescription && `failed to satisfy constraint: ${definition.constraintDescription}`;
    throw validationError(`Parameter '${key}' ${described || why}`);
  };
  const { allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue, type } = definition;
  const items = [parameterValue(definition, value)].flat();
  if (allowedValues && !items.every((item) => allowedValues.includes(item))) refuse('must be one of AllowedValues');
  // Java's Matcher.matches, which CloudFormation uses, matches the whole value.
  if (allowedPattern !== undefined && !new RegExp(`^(?:${allowedPattern})$`).test(value)) {
    refuse(`must match pattern ${allowedPattern}`);
  }
  if (minLength !== undefined && value.length < minLength) refuse(`must contain at least ${minLength} characters`);
  if (maxLength !== undefined && value.length > maxLength) refuse(`must contain at most ${maxLength} characters`);
  if (type === 'Number' || type === 'List<Number>') {
    if (!items.every((item) => item.trim() !== '' && Number.isFinite(Number(item)))) refuse('must be a number');
    if (minValue !== undefined && items.some((item) => Number(item) < minValue)) {
      refuse(`must be a number not less than ${minValue}`);
    }
    if (maxValue !== undefined && items.some((item) => Number(item) > maxValue)) {
      refuse(`must be a number not greater than ${maxValue}`);
    }
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
