import type { SandboxEnvironment } from '../../../environment.js';
import { generatedName } from '../../../resources/generated-name.js';
import {
  numberProperty,
  objectProperty,
  onlyProperties,
  requiredText,
  tagsOf,
  textProperty,
} from '../../../resources/properties.js';
import type { CreatedResource, ResourceHandler, ResourceProperties } from '../../../resources/resource-handler.js';
import { ServiceError } from '../../service-error.js';
import type { FunctionRecord, FunctionSettings } from '../model/function-record.js';
import type { Lambda } from '../model/lambda.js';
import { type PackageStore, readCode } from './function-code.js';

const TYPE = 'AWS::Lambda::Function';
const KNOWN = [
  'FunctionName',
  'Code',
  'PackageType',
  'Handler',
  'Runtime',
  'Role',
  'Description',
  'Timeout',
  'MemorySize',
  'Environment',
  'Architectures',
  'DeadLetterConfig',
  'LoggingConfig',
  'ReservedConcurrentExecutions',
  'Tags',
];

/**
 * The longest name that CloudFormation makes for a function. Lambda takes 64 characters; CloudFormation still leaves the place of
 * the thirteenth random character that such names once had, as every name shows that it shortened (see the test of generated names).
 */
const LONGEST_NAME = 63;

/** What functions are made with. */
export interface FunctionCollaborators {
  /** Where code comes from. */
  readonly packages: PackageStore;
  /** Whether there is a role of this ARN that Lambda may assume ("Defining Lambda function permissions with an execution role"). */
  readonly mayAssume: (roleArn: string) => boolean;
}

/** `Ref` is the function's name, `Arn` its unqualified ARN. */
export function functionResource(
  env: SandboxEnvironment,
  lambda: Lambda,
  { packages, mayAssume }: FunctionCollaborators,
): ResourceHandler {
  const settingsFor = (properties: ResourceProperties): FunctionSettings => {
    const settings = settingsOf(properties);
    if (mayAssume(settings.role)) return settings;
    throw new ServiceError(
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
    );
  };
  return {
    type: TYPE,
    createOnly: ['FunctionName', 'PackageType'],
    latencyMs: { create: 7000, update: 6000, delete: 3000 },
    existing(properties, context) {
      const name = textProperty(properties, 'FunctionName');
      return lambda.functions.list(context.region).some((one) => one.name === name) ? name : undefined;
    },
    async create(properties, context) {
      onlyProperties(TYPE, properties, KNOWN);
      const settings = settingsFor(properties);
      const code = await readCode(objectProperty(properties, 'Code') ?? {}, settings.handler, context.region, packages);
      const name = textProperty(properties, 'FunctionName') ?? generatedName(context, env.id(12), LONGEST_NAME);
      const record = lambda.functions.create(context.region, name, settings, code, tagsOf(properties, context));
      record.reservedConcurrency = numberProperty(properties, 'ReservedConcurrentExecutions');
      return created(record);
    },
    async update(name, properties, _previous, context) {
      onlyProperties(TYPE, properties, KNOWN);
      const record = lambda.functions.get(context.region, name);
      const settings = settingsFor(properties);
      const code = await readCode(objectProperty(properties, 'Code') ?? {}, settings.handler, context.region, packages);
      const { revisionId } = record.latest;
      lambda.functions.update(record, settings, code);
      record.tags = tagsOf(properties, context);
      record.reservedConcurrency = numberProperty(properties, 'ReservedConcurrentExecutions');
      await lambda.retire(record.arn, revisionId);
      return created(record);
    },
    async delete(name, _properties, context) {
      const known = lambda.functions.list(context.region).find((record) => record.name === name);
      if (!known) return;
      lambda.functions.delete(context.region, name);
      await lambda.retire(known.arn);
    },
  };
}

function created(record: FunctionRecord): CreatedResource {
  return { physicalId: record.name, attributes: { Arn: record.arn } };
}

/** Defaults as "CreateFunction", AWS Lambda API Reference, has them. */
function settingsOf(properties: ResourceProperties): FunctionSettings {
  const variables = objectProperty(objectProperty(properties, 'Environment') ?? {}, 'Variables') ?? {};
  const deadLetters = objectProperty(properties, 'DeadLetterConfig');
  return {
    handler: requiredText(properties, 'Handler'),
    runtime: requiredText(properties, 'Runtime'),
    role: requiredText(properties, 'Role'),
    description: textProperty(properties, 'Description') ?? '',
    timeout: numberProperty(properties, 'Timeout') ?? 3,
    memorySize: numberProperty(properties, 'MemorySize') ?? 128,
    environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    architectures: (properties.Architectures as string[] | undefined) ?? ['x86_64'],
    deadLetterArn: deadLetters && requiredText(deadLetters, 'TargetArn'),
    loggingConfig: objectProperty(properties, 'LoggingConfig'),
  };
}
