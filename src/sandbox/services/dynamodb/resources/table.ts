import { generatedName } from '../../../resources/generated-name.js';
import { booleanProperty, onlyProperties, tagsOf, textProperty } from '../../../resources/properties.js';
import type { CreatedResource, ResourceHandler } from '../../../resources/resource-handler.js';
import { ServiceError } from '../../service-error.js';
import type { DynamoDb } from '../model/dynamodb.js';
import { checkUnprotected, newSettings, type TableSettings } from '../model/table-settings.js';

const TYPE = 'AWS::DynamoDB::Table';
const KNOWN = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'DeletionProtectionEnabled',
  'Tags',
] as const;

/**
 * `AWS::DynamoDB::Table`: an on-demand table in the stack's region. Unlike a global table it takes the stack's tags.
 */
export function tableResource(service: DynamoDb): ResourceHandler {
  const created = (settings: TableSettings): CreatedResource => ({
    physicalId: settings.tableName,
    attributes: { Arn: settings.arn },
  });
  return {
    type: TYPE,
    createOnly: ['TableName', 'KeySchema'],
    latencyMs: { create: 15_000, update: 5_000, delete: 10_000 },
    async create(properties, context) {
      onlyProperties(TYPE, properties, KNOWN);
      if (textProperty(properties, 'BillingMode') !== 'PAY_PER_REQUEST') {
        throw new ServiceError('ValidationException', 'The sandbox supports BillingMode PAY_PER_REQUEST only.');
      }
      const name = textProperty(properties, 'TableName') ?? generatedName(context, service.env.id(12), 255);
      const settings = newSettings(service.env, context.region, name, [context.region]);
      settings.tags = tagsOf(properties, context);
      settings.deletionProtection = booleanProperty(properties, 'DeletionProtectionEnabled') ?? false;
      await service.region(context.region).create(
        {
          TableName: name,
          AttributeDefinitions: properties.AttributeDefinitions,
          KeySchema: properties.KeySchema as { AttributeName: string; KeyType: string }[],
          BillingMode: 'PAY_PER_REQUEST',
        },
        settings,
      );
      return created(settings);
    },
    async update(name, properties, _previous, context) {
      onlyProperties(TYPE, properties, KNOWN);
      const settings = service.region(context.region).settings.get(name);
      if (!settings) throw new ServiceError('ResourceNotFoundException', `Table: ${name} not found`);
      settings.tags = tagsOf(properties, context);
      settings.deletionProtection = booleanProperty(properties, 'DeletionProtectionEnabled') ?? false;
      return created(settings);
    },
    async delete(name, _properties, context) {
      const settings = service.region(context.region).settings.get(name);
      if (!settings) return;
      checkUnprotected(settings);
      await service.region(context.region).remove(name);
    },
  };
}
