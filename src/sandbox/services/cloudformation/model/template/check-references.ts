import { validationError } from '../errors.js';
import { isPseudoParameter } from './pseudo-parameters.js';
import { referencesOf } from './references.js';
import { isRecord, type Template } from './template.js';

/** Checks that every name a template mentions exists in it. */
export function checkReferences(template: Template): void {
  const known = new Set([...Object.keys(template.resources), ...Object.keys(template.parameters)]);
  const clash = Object.keys(template.resources).find((name) => Object.hasOwn(template.parameters, name));
  if (clash) throw validationError(`Template format error: ${clash} is both a resource and a parameter.`);
  checkConditions(template);
  const resources = Object.values(template.resources);
  reject(
    [
      ...unresolved(
        resources.map((one) => one.properties),
        known,
      ),
      ...resources.flatMap((one) => one.dependsOn).filter((name) => !Object.hasOwn(template.resources, name)),
    ],
    'Resources',
  );
  const outputs = Object.values(template.outputs).map((output) => [output.value, output.exportName]);
  reject(unresolved(outputs, known), 'Outputs');
}

/** Rejects with CloudFormation's message when `names` holds any. */
export function reject(names: readonly string[], block: string): void {
  if (!names.length) return;
  const listed = [...new Set(names)].join(', ');
  throw validationError(
    `Template format error: Unresolved resource dependencies [${listed}] in the ${block} block of the template`,
  );
}

function unresolved(value: unknown, known: ReadonlySet<string>): string[] {
  const missing = [...referencesOf(value)].find(({ target, isGetAtt }) => isGetAtt && !known.has(target));
  if (missing) {
    throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${missing.target}`);
  }
  return [...referencesOf(value)]
    .map((one) => one.target)
    .filter((name) => !known.has(name) && !isPseudoParameter(name));
}

function checkConditions(template: Template): void {
  const names = [...referencesOf(template.conditions)]
    .map((one) => one.target)
    .filter((name) => !Object.hasOwn(template.parameters, name) && !isPseudoParameter(name));
  if (names.length) {
    throw validationError(
      `Template format error: Unresolved dependencies [${[...new Set(names)].join(', ')}]. ` +
        'Cannot reference resources in the Conditions block of the template',
    );
  }
  const mentioned = [
    ...conditionNames(Object.values(template.conditions), true),
    ...conditionNames(
      Object.values(template.resources).map((one) => one.properties),
      false,
    ),
    ...conditionNames(
      Object.values(template.outputs).map((one) => one.value),
      false,
    ),
    ...Object.values(template.resources).flatMap((one) => one.condition ?? []),
    ...Object.values(template.outputs).flatMap((one) => one.condition ?? []),
  ];
  const missing = mentioned.filter((name) => !Object.hasOwn(template.conditions, name));
  if (missing.length) {
    throw validationError(`Template format error: Unresolved condition dependency ${missing[0]} in the template`);
  }
}

/** Names of conditions in `Fn::If` and, where conditions are combined, in `{ Condition: name }`. */
function* conditionNames(value: unknown, combined: boolean): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* conditionNames(item, combined);
    return;
  }
  if (!isRecord(value)) return;
  const branch = value['Fn::If'];
  if (Array.isArray(branch) && typeof branch[0] === 'string') yield branch[0];
  if (combined && typeof value.Condition === 'string' && Object.keys(value).length === 1) yield value.Condition;
  yield* conditionNames(Object.values(value), combined);
}
