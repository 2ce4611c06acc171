import {
  booleanProperty,
  listProperty,
  objectProperty,
  onlyProperties,
  requiredText,
  tagsOf,
  textProperty,
} from '../../../resources/properties.js';
import type {
  CreatedResource,
  ResourceContext,
  ResourceHandler,
  ResourceProperties,
} from '../../../resources/resource-handler.js';
import { ServiceError } from '../../service-error.js';
import type { DynamoDb } from '../model/dynamodb.js';
import { addStream, checkUnprotected, newSettings, setRecovery, type TableSettings } from '../model/table-settings.js';

const TYPE = 'AWS::DynamoDB::GlobalTable';
const KNOWN = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'Replicas',
  'StreamSpecification',
  'TimeToLiveSpecification',
  'SSESpecification',
];
const KNOWN_OF_REPLICA = [
  'Region',
  'PointInTimeRecoverySpecification',
  'DeletionProtectionEnabled',
  'Tags',
  'TableClass',
  'SSESpecification',
];

/** `AWS::DynamoDB::GlobalTable`, version 2019.11.21: on-demand tables, one a replica region. */
export function globalTableResource(service: DynamoDb): ResourceHandler {
  return {
    type: TYPE,
    createOnly: ['TableName', 'KeySchema'],
    latencyMs: { create: 60_000, update: 20_000, delete: 30_000 },
    existing(properties, context) {
      const name = textProperty(properties, 'TableName');
      return name !== undefined && service.hasTable(context.region, name) ? name : undefined;
    },
    async create(properties, context) {
      const tableName =
        textProperty(properties, 'TableName') ?? `${context.stackName}-${context.logicalId}-${service.env.id(12)}`;
      const replicas = checkReplicas(properties, context);
      const taken = replicas.find((replica) => service.hasTable(replica.region, tableName));
      if (taken) {
        throw new ServiceError(
          'AlreadyExists',
          `Resource of type '${TYPE}' with identifier '${tableName}' already exists.`,
        );
      }
      for (const { region } of replicas) await createReplica(service, region, tableName, properties);
      return configure(service, tableName, properties, context);
    },
    async update(tableName, properties, _previous, context) {
      const wanted = checkReplicas(properties, context).map((replica) => replica.region);
      const present = service.region(context.region).settings.get(tableName)?.replicas ?? [];
      const removed = present.filter((one) => !wanted.includes(one));
      for (const region of removed) {
        checkUnprotected(service.region(region).settings.get(tableName) as TableSettings);
      }
      for (const region of wanted.filter((one) => !present.includes(one))) {
        await createReplica(service, region, tableName, properties);
        for (const item of await service.region(context.region).scan(tableName)) {
          await service.region(region).write('PutItem', { TableName: tableName, Item: item });
        }
      }
      for (const region of removed) await service.region(region).remove(tableName);
      return configure(service, tableName, properties, context);
    },
    async delete(tableName, properties) {
      const regions = listProperty(properties, 'Replicas').map((replica) => requiredText(replica, 'Region'));
      const tables = regions.flatMap((region) => service.region(region).settings.get(tableName) ?? []);
      for (const table of tables) checkUnprotected(table);
      for (const table of tables) await service.region(table.region).remove(tableName);
    },
  };
}

/** "AWS::DynamoDB::GlobalTable", AWS CloudFormation Template Reference. */
function checkReplicas(properties: ResourceProperties, context: ResourceContext): { region: string }[] {
  onlyProperties(TYPE, properties, KNOWN);
  const replicas = listProperty(properties, 'Replicas');
  for (const replica of replicas) onlyProperties(`${TYPE}.ReplicaSpecification`, replica, KNOWN_OF_REPLICA);
  const regions = replicas.map((replica) => requiredText(replica, 'Region'));
  const refuse = (message: string) => new ServiceError('ValidationException', `Invalid request provided: ${message}`);
  if (!regions.includes(context.region)) {
    throw refuse(`the table must have a replica in the stack's region, ${context.region}.`);
  }
  if (new Set(regions).size !== regions.length) throw refuse('each region can hold one replica only.');
  if (regions.length > 1 && !objectProperty(properties, 'StreamSpecification')) {
    throw refuse('StreamSpecification is required for a table with more than one replica.');
  }
  if (textProperty(properties, 'BillingMode') !== 'PAY_PER_REQUEST') {
    throw refuse('the sandbox supports BillingMode PAY_PER_REQUEST only.');
  }
  return regions.map((region) => ({ region }));
}

async function createReplica(
  service: DynamoDb,
  region: string,
  tableName: string,
  properties: ResourceProperties,
): Promise<void> {
  const settings = newSettings(service.env, region, tableName, [region]);
  const stream = objectProperty(properties, 'StreamSpecification');
  if (stream) addStream(service.env, settings, requiredText(stream, 'StreamViewType'));
  await service.region(region).create(
    {
      TableName: tableName,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema as { AttributeName: string; KeyType: string }[],
      BillingMode: 'PAY_PER_REQUEST',
    },
    settings,
  );
}

/** Brings every replica's settings in line with the template. */
function configure(
  service: DynamoDb,
  tableName: string,
  properties: ResourceProperties,
  context: ResourceContext,
): CreatedResource {
  const replicas = listProperty(properties, 'Replicas');
  const regions = replicas.map((replica) => requiredText(replica, 'Region'));
  const timeToLive = objectProperty(properties, 'TimeToLiveSpecification');
  const sse = booleanProperty(objectProperty(properties, 'SSESpecification') ?? {}, 'SSEEnabled') ?? false;
  for (const replica of replicas) {
    const settings = service.region(requiredText(replica, 'Region')).settings.get(tableName) as TableSettings;
    const recovery = objectProperty(replica, 'PointInTimeRecoverySpecification') ?? {};
    settings.replicas = regions;
    settings.sse = sse;
    // Tags of the stack do not reach replicas: the type has no tags of its own.
    settings.tags = { ...settings.tags, ...tagsOf(replica, { ...context, stackTags: {} }) };
    settings.deletionProtection = booleanProperty(replica, 'DeletionProtectionEnabled') ?? false;
    setRecovery(settings, booleanProperty(recovery, 'PointInTimeRecoveryEnabled') ?? false, service.env.clock.now());
    settings.timeToLive = timeToLive
      ? {
          attributeName: textProperty(timeToLive, 'AttributeName'),
          enabled: booleanProperty(timeToLive, 'Enabled') ?? false,
        }
      : { enabled: false };
  }
  const own = service.region(context.region).settings.get(tableName) as TableSettings;
  // The stack's region is the one that the other replicas are made from.
  if (regions.length > 1) own.sourceSinceMs ??= service.env.clock.now();
  return {
    physicalId: tableName,
    attributes: {
      Arn: own.arn,
      TableId: own.tableId,
      ...(own.streamArn ? { StreamArn: own.streamArn } : {}),
    },
  };
}
