import type { SandboxEnvironment } from '../../../environment.js';
import { generatedName } from '../../../resources/generated-name.js';
import {
  numberProperty,
  objectProperty,
  onlyProperties,
  requiredText,
  textProperty,
} from '../../../resources/properties.js';
import type { ResourceHandler, ResourceProperties } from '../../../resources/resource-handler.js';
import { ServiceError } from '../../service-error.js';
import { type EventInvokeConfig, type FunctionRecord, parseFunctionName } from '../model/function-record.js';
import type { Lambda } from '../model/lambda.js';
import { type FunctionCollaborators, functionResource } from './function.js';

/** The `AWS::Lambda::*` resource types. */
export function lambdaResources(
  env: SandboxEnvironment,
  lambda: Lambda,
  collaborators: FunctionCollaborators,
): ResourceHandler[] {
  return [
    functionResource(env, lambda, collaborators),
    versionResource(lambda),
    permissionResource(env, lambda),
    eventInvokeConfigResource(lambda),
  ];
}

/**
 * `Ref` is the version's ARN. As the real resource type does, it refuses where nothing changed since the last
 * version: Lambda would hand out the old number, and then two resources would own one version.
 */
function versionResource(lambda: Lambda): ResourceHandler {
  const type = 'AWS::Lambda::Version';
  const known = ['FunctionName', 'Description', 'CodeSha256'];
  return {
    type,
    createOnly: known,
    latencyMs: { create: 10_000, update: 0, delete: 2000 },
    async create(properties, context) {
      onlyProperties(type, properties, known);
      const record = lambda.functions.get(context.region, requiredText(properties, 'FunctionName'));
      const { version, isNew } = lambda.functions.publish(record, textProperty(properties, 'Description'));
      if (!isNew) {
        throw new ServiceError(
          'ResourceConflictException',
          `A version for this Lambda function exists ( ${version.version} ). Modify the function to create a new version.`,
        );
      }
      const arn = `${record.arn}:${version.version}`;
      return { physicalId: arn, attributes: { Version: version.version, FunctionArn: arn } };
    },
    update: replacedOnly(type),
    async delete(arn, _properties, context) {
      if (lambda.exists(arn)) lambda.functions.delete(context.region, arn);
    },
  };
}

function permissionResource(env: SandboxEnvironment, lambda: Lambda): ResourceHandler {
  const type = 'AWS::Lambda::Permission';
  const known = ['FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount'];
  return {
    type,
    createOnly: known,
    latencyMs: { create: 3000, update: 0, delete: 2000 },
    async create(properties, context) {
      onlyProperties(type, properties, known);
      const name = requiredText(properties, 'FunctionName');
      const record = lambda.functions.get(context.region, name);
      const id = generatedName(context, env.id(12), 100);
      const sourceArn = textProperty(properties, 'SourceArn');
      const sourceAccount = textProperty(properties, 'SourceAccount');
      const { qualifier } = parseFunctionName(name);
      const condition = {
        ...(sourceArn ? { ArnLike: { 'AWS:SourceArn': sourceArn } } : {}),
        ...(sourceAccount ? { StringEquals: { 'AWS:SourceAccount': sourceAccount } } : {}),
      };
      lambda.functions.addPermission(record, {
        Sid: id,
        Effect: 'Allow',
        Principal: { Service: requiredText(properties, 'Principal') },
        Action: requiredText(properties, 'Action'),
        Resource: qualifier ? `${record.arn}:${qualifier}` : record.arn,
        ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
      });
      return { physicalId: id, attributes: { Id: id } };
    },
    update: replacedOnly(type),
    async delete(id, properties, context) {
      const record = find(lambda, context.region, properties);
      if (record) lambda.functions.removePermission(record, id);
    },
  };
}

function eventInvokeConfigResource(lambda: Lambda): ResourceHandler {
  const type = 'AWS::Lambda::EventInvokeConfig';
  const known = ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig'];
  const put = (properties: ResourceProperties, region: string) => {
    onlyProperties(type, properties, known);
    const record = lambda.functions.get(region, requiredText(properties, 'FunctionName'));
    const qualifier = requiredText(properties, 'Qualifier');
    record.eventInvokeConfigs.set(qualifier, eventInvokeConfig(properties));
    return { physicalId: `${record.arn}|${qualifier}`, attributes: {} };
  };
  return {
    type,
    createOnly: ['FunctionName', 'Qualifier'],
    latencyMs: { create: 3000, update: 2000, delete: 2000 },
    create: async (properties, context) => put(properties, context.region),
    update: async (_id, properties, _previous, context) => put(properties, context.region),
    async delete(_id, properties, context) {
      find(lambda, context.region, properties)?.eventInvokeConfigs.delete(requiredText(properties, 'Qualifier'));
    },
  };
}

function eventInvokeConfig(properties: ResourceProperties): EventInvokeConfig {
  const destinations = objectProperty(properties, 'DestinationConfig') ?? {};
  const onFailure = objectProperty(destinations, 'OnFailure');
  const onSuccess = objectProperty(destinations, 'OnSuccess');
  return {
    maximumRetryAttempts: numberProperty(properties, 'MaximumRetryAttempts') ?? 2,
    maximumEventAge: numberProperty(properties, 'MaximumEventAgeInSeconds') ?? 21_600,
    onFailureArn: onFailure && requiredText(onFailure, 'Destination'),
    onSuccessArn: onSuccess && requiredText(onSuccess, 'Destination'),
  };
}

/** The function that a resource belongs to, unless it is already deleted. */
function find(lambda: Lambda, region: string, properties: ResourceProperties): FunctionRecord | undefined {
  const { name } = parseFunctionName(requiredText(properties, 'FunctionName'));
  return lambda.functions.list(region).find((record) => record.name === name);
}

/** For types whose every property is replaced when it changes: the engine never updates them in place. */
function replacedOnly(type: string): ResourceHandler['update'] {
  return async () => {
    throw new ServiceError('NotUpdatable', `${type} cannot be updated in place.`);
  };
}
