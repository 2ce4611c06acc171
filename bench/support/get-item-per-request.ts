import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { CloudFrontRequestEvent, CloudFrontRequestResult } from 'aws-lambda';
import type { CopilotConfig } from '../../lambda/copilot/config.js';

declare const copilotConfig: CopilotConfig;

const dynamoDb = new DynamoDBClient({ region: copilotConfig.members[0]?.region ?? '' });

/** The function that the copilot is compared with: one GetItem of the distribution's item per request, by the SDK. */
export const handler = async (event: CloudFrontRequestEvent): Promise<CloudFrontRequestResult> => {
  const cf = event.Records[0]?.cf;
  if (!cf) return undefined;
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: copilotConfig.table,
      Key: { domain: { S: cf.config.distributionDomainName } },
    }),
  );
  return Item?.distro_open?.BOOL === false ? { status: '404' } : cf.request;
};
