import { validationError } from '../errors.js';
import { checkReferences } from './check-references.js';
import { checkValues } from './check-values.js';
import { readParameters } from './parameters.js';
import { parseTemplate } from './parse-template.js';
import { lacksAttribute, lacksTypes } from './sandbox-lacks.js';
import {
  type DeletionPolicy,
  isRecord,
  type OutputDefinition,
  type ResourceDefinition,
  type Template,
} from './template.js';

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
];
/** Sections of CloudFormation that this engine does not support: they are refused by name, not ignored. */
const UNSUPPORTED = ['Transform', 'Rules', 'Hooks'];
const RESOURCE_KEYS = [
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
];
const VERSION = '2010-09-09';
const POLICIES: readonly string[] = ['Delete', 'Retain', 'RetainExceptOnCreate'];

/**
 * Parses a template and checks all that can be checked without parameter values, with CloudFormation's wordings.
 *
 * @param supports whether a resource type is known.
 * @throws ServiceError `ValidationError`.
 */
export function readTemplate(text: string, supports: (type: string) => boolean): Template {
  const root = parseTemplate(text);
  if (!isRecord(root)) throw validationError('Template format error: unsupported structure.');
  const unsupported = Object.keys(root).filter((key) => UNSUPPORTED.includes(key));
  if (unsupported.length)
    throw validationError(`The sandbox does not support the template section ${unsupported.join(', ')}.`);
  const strangers = Object.keys(root).filter((key) => !SECTIONS.includes(key));
  if (strangers.length) throw validationError(`Invalid template property or properties [${strangers.join(', ')}]`);
  checkHead(root);
  for (const name of ['Resources', 'Outputs', 'Conditions', 'Mappings']) checkValues(`/${name}`, root[name] ?? {});
  const resources = mapSection(root, 'Resources', readResource);
  if (!Object.keys(resources).length) {
    throw validationError('Template format error: At least one Resources member must be defined.');
  }
  const template: Template = {
    description: typeof root.Description === 'string' ? root.Description : undefined,
    metadata: isRecord(root.Metadata) ? root.Metadata : undefined,
    parameters: readParameters(section(root, 'Parameters')),
    mappings: section(root, 'Mappings') as Template['mappings'],
    conditions: section(root, 'Conditions'),
    resources,
    outputs: mapSection(root, 'Outputs', readOutput),
  };
  const types = [...new Set(Object.values(resources).map((resource) => resource.type))].filter(
    (type) => !supports(type),
  );
  if (types.length) {
    lacksTypes(types);
    throw validationError(`Template format error: Unrecognized resource types: [${types.join(', ')}]`);
  }
  checkReferences(template);
  return template;
}

/** "CloudFormation template sections": the one version there is, and at most 1,024 bytes of description. */
function checkHead({ AWSTemplateFormatVersion: version = VERSION, Description = '' }: Record<string, unknown>): void {
  if (version !== VERSION) {
    const given = version instanceof Date ? version.toISOString().slice(0, 10) : String(version);
    throw validationError(`Template format error: ${given} is not a supported value for AWSTemplateFormatVersion.`);
  }
  if (Buffer.byteLength(String(Description)) > 1024) {
    throw validationError("Template format error: 'Description' length is greater than 1024.");
  }
}

function section(root: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = root[name] ?? {};
  if (!isRecord(value)) throw validationError(`Template format error: ${name} must be an object.`);
  return value;
}

function mapSection<T>(
  root: Record<string, unknown>,
  name: string,
  read: (key: string, value: Record<string, unknown>) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(section(root, name)).map(([key, value]) => {
      if (!isRecord(value)) throw validationError(`Template format error: [/${name}/${key}] must be an object.`);
      return [key, read(key, value)];
    }),
  );
}

function readResource(name: string, raw: Record<string, unknown>): ResourceDefinition {
  if (!/^[A-Za-z0-9]+$/.test(name))
    throw validationError(`Template format error: Resource name ${name} is non alphanumeric.`);
  if (typeof raw.Type !== 'string') {
    throw validationError(
      `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
    );
  }
  const stranger = Object.keys(raw).find((key) => !RESOURCE_KEYS.includes(key));
  if (stranger) {
    lacksAttribute(stranger);
    throw validationError(`Invalid template resource property '${stranger}'`);
  }
  const properties = raw.Properties ?? {};
  if (!isRecord(properties))
    throw validationError(`Template format error: [/Resources/${name}/Properties] must be an object.`);
  const dependsOn = raw.DependsOn === undefined ? [] : [raw.DependsOn].flat();
  if (!dependsOn.every((one) => typeof one === 'string')) {
    throw validationError(`Template format error: DependsOn of ${name} must be a string or a list of strings.`);
  }
  return {
    type: raw.Type,
    properties,
    dependsOn,
    condition: condition(raw, name),
    deletionPolicy: readPolicy(raw, 'DeletionPolicy', name),
    updateReplacePolicy: readPolicy(raw, 'UpdateReplacePolicy', name),
    metadata: raw.Metadata,
  };
}

function readOutput(name: string, raw: Record<string, unknown>): OutputDefinition {
  if (!/^[A-Za-z0-9]+$/.test(name)) {
    throw validationError(`Template format error: Output name ${name} is non alphanumeric.`);
  }
  if (raw.Value === undefined || raw.Value === null) {
    throw validationError(`Template format error: Output ${name} is malformed. The Value member must be specified.`);
  }
  return {
    value: raw.Value,
    description: typeof raw.Description === 'string' ? raw.Description : undefined,
    exportName: isRecord(raw.Export) ? raw.Export.Name : undefined,
    condition: condition(raw, name),
  };
}

function condition(raw: Record<string, unknown>, name: string): string | undefined {
  if (raw.Condition === undefined) return undefined;
  if (typeof raw.Condition !== 'string')
    throw validationError(`Template format error: Every Condition member of ${name} must be a string.`);
  return raw.Condition;
}

function readPolicy(raw: Record<string, unknown>, key: string, name: string): DeletionPolicy {
  const value = raw[key] ?? 'Delete';
  const known =
    POLICIES.includes(value as string) && !(key === 'UpdateReplacePolicy' && value === 'RetainExceptOnCreate');
  if (!known) throw validationError(`Template format error: Unrecognized ${key} ${String(value)} for resource ${name}`);
  return value as DeletionPolicy;
}
