import { validationError } from '../errors.js';
import { asFunction } from './references.js';
import { lacksDynamicReference, lacksFunction } from './sandbox-lacks.js';
import { isRecord } from './template.js';

/** Functions that the engine resolves, in values and in conditions. */
const FUNCTIONS = [
  ...['Fn::Base64', 'Fn::FindInMap', 'Fn::GetAtt', 'Fn::ImportValue', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::Sub'],
  ...['Fn::And', 'Fn::Equals', 'Fn::If', 'Fn::Not', 'Fn::Or'],
];

/**
 * Walks through a template's values: nulls, functions that are none, and what the sandbox does not have.
 *
 * @param path such as `/Resources/Bucket`
 * @throws ServiceError ValidationError
 */
export function checkValues(path: string, value: unknown): void {
  if (value === null) throw validationError(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value === 'string') lacksDynamicReference(value);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkValues(`${path}/${index}`, item);
  } else if (isRecord(value)) {
    const call = asFunction(value);
    if (call) checkFunction(call.name);
    for (const [key, member] of Object.entries(value)) checkValues(`${path}/${key}`, member);
  }
}

function checkFunction(name: string): void {
  if (name === 'Ref' || FUNCTIONS.includes(name)) return;
  lacksFunction(name);
  throw validationError(
    `Template error: Encountered unsupported function: ${name} Supported functions are: [${FUNCTIONS.join(', ')}]`,
  );
}
