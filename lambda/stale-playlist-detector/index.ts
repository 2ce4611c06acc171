import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { systemClock } from '../../src/lib/clock.js';
import { Detector } from '../../src/lib/detector/detector.js';
import { readDetectorSettings } from '../../src/lib/detector/detector-settings.js';
import { createHttpClient } from '../../src/lib/http/undici-client.js';

/** It is started each minute; what is left over lets a slow start or end do no harm. */
const RUN_MS = 55_000;
/** Kept back from the function's timeout for the last message. */
const RESERVE_MS = 5000;

const settings = readDetectorSettings(process.env);
const sns = new SNSClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 1000, requestTimeout: 3000 } });

const detector = new Detector({
  settings,
  http: createHttpClient(),
  clock: systemClock,
  publish: async (message) => {
    await sns.send(new PublishCommand({ TopicArn: settings.topicArn, Message: JSON.stringify(message) }));
  },
  log: (level, message, details) => console.log(JSON.stringify({ level, message, ...details })),
});

export const handler = (_event: unknown, context: Context): Promise<void> =>
  detector.run(Math.min(RUN_MS, context.getRemainingTimeInMillis() - RESERVE_MS));
