import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SNSEvent } from 'aws-lambda';
import { handleAlerts } from './handle-alerts.js';

const dynamoDb = new DynamoDBClient({});

export const handler = (event: SNSEvent): Promise<void> =>
  handleAlerts(event, {
    tableName: process.env.STATE_TABLE ?? '',
    update: (input) => dynamoDb.send(new UpdateItemCommand(input)),
    log: (level, message, details) => console.log(JSON.stringify({ level, message, ...details })),
  });
