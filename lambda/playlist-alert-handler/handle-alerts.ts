import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { SNSEvent } from 'aws-lambda';
import { readObservation } from '../../src/lib/detector/detector-message.js';
import { healthUpdate } from '../../src/lib/detector/health-item.js';

export interface AlertParts {
  tableName: string;
  update(input: UpdateItemCommandInput): Promise<unknown>;
  /** One structured line. */
  log(level: 'INFO' | 'WARN' | 'ERROR', message: string, details: object): void;
}

/**
 * Writes what detectors say to the health items.
 *
 * A message that is no news is not an error: an older one, one that knows nothing of the stream (the item keeps what
 * was last known until it ages out), or one that comes before the state table is there, since the detector repeats
 * itself each minute. For a message that cannot be read or written it rejects, after all others are handled, so that
 * Lambda repeats it and then puts it into the dead-letter queue.
 */
export async function handleAlerts(event: SNSEvent, parts: AlertParts): Promise<void> {
  const failures: unknown[] = [];
  for (const { Sns } of event.Records) {
    try {
      await handleAlert(Sns.Message, Date.parse(Sns.Timestamp) / 1000, parts);
    } catch (error) {
      parts.log('ERROR', error instanceof Error ? error.message : String(error), { messageId: Sns.MessageId });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function handleAlert(message: string, receivedAtS: number, parts: AlertParts): Promise<void> {
  const observation = readObservation(message, receivedAtS);
  if (observation.state === 'unknown') {
    parts.log('INFO', 'nothing known yet', observation);
    return;
  }
  try {
    await parts.update(healthUpdate(parts.tableName, observation));
    parts.log('INFO', 'health item written', observation);
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'ConditionalCheckFailedException') {
      parts.log('INFO', 'older than the health item', observation);
    } else if (name === 'ResourceNotFoundException') {
      parts.log('WARN', `the state table ${parts.tableName} is not there yet`, observation);
    } else {
      throw error;
    }
  }
}
