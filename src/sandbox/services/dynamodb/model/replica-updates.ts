import type { DynamoDb } from './dynamodb.js';
import { DynamoDbError } from './dynamodb-error.js';
import { addStream, checkNoSource, checkUnprotected, newSettings, type TableSettings } from './table-settings.js';

/** A member of `ReplicaUpdates` ("UpdateTable", Amazon DynamoDB API Reference), of global tables of 2019.11.21. */
export interface ReplicaUpdate {
  Create?: { RegionName: string };
  Delete?: { RegionName: string };
}

/**
 * Adds a replica, with all items of the table, or removes one. A new replica has no tags, no deletion protection and no
 * point-in-time recovery: each replica has its own.
 *
 * @throws DynamoDbError
 */
export async function updateReplica(
  service: DynamoDb,
  region: string,
  tableName: string,
  { Create, Delete }: ReplicaUpdate,
): Promise<void> {
  const own = service.region(region).settings.get(tableName) as TableSettings;
  if (Delete) return remove(service, own, Delete.RegionName);
  if (!Create) throw new DynamoDbError('ValidationException', 'The sandbox adds and removes replicas only.');
  const { RegionName } = Create;
  if (service.hasTable(RegionName, tableName)) {
    throw new DynamoDbError(
      'ValidationException',
      `Failed to create the new replica of table with name: '${tableName}' because one or more replicas already existed as tables.`,
    );
  }
  const settings = { ...newSettings(service.env, RegionName, tableName, []), timeToLive: own.timeToLive, sse: own.sse };
  if (own.streamViewType) addStream(service.env, settings, own.streamViewType);
  const target = service.region(RegionName);
  await target.create(await service.region(region).definition(tableName), settings);
  for (const Item of await service.region(region).scan(tableName)) {
    await target.write('PutItem', { TableName: tableName, Item });
  }
  connect(service, tableName, [...own.replicas, RegionName]);
  own.sourceSinceMs = service.env.clock.now();
}

async function remove(service: DynamoDb, { tableName, replicas }: TableSettings, region: string): Promise<void> {
  const settings = service.region(region).settings.get(tableName);
  if (!settings || !replicas.includes(region)) {
    throw new DynamoDbError('ValidationException', `Replica specified in the Replica Update does not exist: ${region}`);
  }
  checkUnprotected(settings);
  checkNoSource(service.env, settings);
  await service.region(region).remove(tableName);
  const others = replicas.filter((one) => one !== region);
  connect(service, tableName, others);
}

function connect(service: DynamoDb, tableName: string, replicas: readonly string[]): void {
  for (const one of replicas) {
    const settings = service.region(one).settings.get(tableName);
    if (settings) settings.replicas = replicas;
  }
}
