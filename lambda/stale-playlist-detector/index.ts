import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { systemClock } from '../../src/lib/clock.js';
import { metricsLine } from '../../src/lib/detector/reporting/figures.js';
import { Detector } from '../../src/lib/detector/running/detector.js';
import { DETECTOR_CONNECTIONS, readDetectorSettings } from '../../src/lib/detector/running/detector-settings.js';
import { createHttpClient } from '../../src/lib/http/undici-client.js';
import { createStateStore } from './state-store.js';

/** A run starts each minute and ends after the next one has begun, so that the stream is never unwatched. */
const RUN_MS = 66_000;
/** Kept back from the function's timeout for the last message and the last save. */
const RESERVE_MS = 8000;

/** Of the function's 256 MB: a playlist of 10 MiB is held as bytes, as text and as it is sent. */
const MAX_BODIES_BYTES = 40 * 1024 * 1024;

const settings = readDetectorSettings(process.env);
const patience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
};
const sns = new SNSClient(patience);
const table = process.env.SPD_STATE_TABLE;
const logger = new Logger({ serviceName: 'stale-playlist-detector' });

const LOG = { INFO: 'info', ERROR: 'error' } as const;

const detector = new Detector({
  settings,
  http: createHttpClient({ connections: DETECTOR_CONNECTIONS, maxBodiesBytes: MAX_BODIES_BYTES }),
  clock: systemClock,
  publish: async (message) => {
    await sns.send(new PublishCommand({ TopicArn: settings.topicArn, Message: JSON.stringify(message) }));
  },
  observe: settings.observationTopicArn
    ? async (message) => {
        await sns.send(
          new PublishCommand({ TopicArn: settings.observationTopicArn, Message: JSON.stringify(message) }),
        );
      }
    : undefined,
  store: table ? createStateStore(new DynamoDBClient(patience), table) : undefined,
  log: (level, message, details) => logger[LOG[level]](message, { ...details }),
  // Not by console.log: it puts the time and the request id first, and CloudWatch would not read the line as metrics.
  measure: (figures) => process.stdout.write(`${metricsLine(figures, systemClock.now())}\n`),
});

export const handler = (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  return detector.run(Math.min(RUN_MS, context.getRemainingTimeInMillis() - RESERVE_MS));
};
