import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SNSEvent } from 'aws-lambda';
import { type AlertParts, handleAlerts } from './handle-alerts.js';

// The function has ten seconds: a replica that hangs must leave time for a retry.
const requestHandler = { connectionTimeout: 1000, requestTimeout: 3000 };
const dynamoDb = new DynamoDBClient({ requestHandler, maxAttempts: 2 });
const sqs = new SQSClient({ requestHandler, maxAttempts: 2 });
const logger = new Logger({ serviceName: 'playlist-alert-handler' });

const LOG = { INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

const parts: AlertParts = {
  tableName: process.env.STATE_TABLE ?? '',
  region: process.env.AWS_REGION ?? '',
  distributionDomain: process.env.DISTRIBUTION_DOMAIN ?? '',
  update: (input) => dynamoDb.send(new UpdateItemCommand(input)),
  setAside: (message, reason) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: process.env.FAILED_ALERTS_URL,
        // SQS refuses an empty body.
        MessageBody: message || '(empty)',
        MessageAttributes: { ErrorMessage: { DataType: 'String', StringValue: reason } },
      }),
    ),
  log: (level, message, details) => logger[LOG[level]](message, { ...details }),
};

export const handler = (event: SNSEvent, context: Context): Promise<void> => {
  logger.addContext(context);
  return handleAlerts(event, parts);
};
