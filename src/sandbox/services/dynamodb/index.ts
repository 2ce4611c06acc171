import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import { DynamoDb } from './model/dynamodb.js';
import { globalTableResource } from './resources/global-table.js';
import { tableResource } from './resources/table.js';
import { dynamoDbWire } from './wire/dynamodb-wire.js';

/** Amazon DynamoDB. @param options replicationDelayMs: how long a write takes to reach the other replicas, in ms */
export function makeDynamoDb(
  env: SandboxEnvironment,
  options: { replicationDelayMs?: number } = {},
): ApiService<DynamoDb> {
  const model = new DynamoDb(env, options);
  const resources = [tableResource(model), globalTableResource(model)];
  return { model, wire: dynamoDbWire(model), resources, close: () => model.close() };
}
