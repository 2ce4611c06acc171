import { checkMembers } from '../../../api/operations.js';
import type { ControlRequest, ControlService } from '../../../api/service.js';
import { ServiceError } from '../../service-error.js';
import type { DynamoDb } from '../model/dynamodb.js';
import { DynamoDbError } from '../model/dynamodb-error.js';
import { DYNAMODB_OPERATIONS } from '../operations.js';
import { dynamoDbNeeds } from '../permissions.js';
import { tableOperations } from './operations.js';

/** DynamoDB over the JSON protocol, with the members that its errors have besides a message. */
export function dynamoDbWire(dynamodb: DynamoDb): ControlService {
  const ofTables = tableOperations(dynamodb);
  const needs = dynamoDbNeeds(dynamodb.env.accountId, (region, table) => dynamodb.region(region).partitionKey(table));
  return {
    signingNames: ['dynamodb'],
    operations: DYNAMODB_OPERATIONS,
    needs: ({ region, headers, body }) =>
      needs(actionOf(headers), JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>, { region }),
    async handle({ region, headers, body }) {
      const type = { 'content-type': 'application/x-amz-json-1.0' };
      const action = actionOf(headers);
      try {
        const input = named(JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>, region);
        checkMembers(`dynamodb:${action}`, DYNAMODB_OPERATIONS[action], input);
        const ofTable = ofTables[action];
        const output = ofTable ? await ofTable(region, input) : await dynamodb.call(region, action, input);
        return { status: 200, headers: type, body: JSON.stringify(output) };
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        return { status: error.status, headers: type, body: errorBody(error) };
      }
    },
  };
}

/** A table may be named by its ARN ("TableName" of each operation, Amazon DynamoDB API Reference). */
function named(input: Record<string, unknown>, region: string): Record<string, unknown> {
  const [, , service, place, , resource = ''] = String(input.TableName ?? '').split(':');
  if (service !== 'dynamodb' || place !== region || !resource.startsWith('table/')) return input;
  return { ...input, TableName: resource.slice('table/'.length) };
}

function actionOf(headers: ControlRequest['headers']): string {
  return String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';
}

function errorBody(error: ServiceError): string {
  const { code, message } = error;
  const namespace = /^(Validation|Serialization|UnknownOperation|NotImplemented)/.test(code)
    ? 'com.amazon.coral.validate'
    : 'com.amazonaws.dynamodb.v20120810';
  const members = error instanceof DynamoDbError ? error.members : {};
  return JSON.stringify({ __type: `${namespace}#${code}`, message, ...members });
}
