import { z } from 'zod';

const seconds = (least: number, most: number, byDefault: number, what: string) =>
  z.int().min(least).max(most).default(byDefault).describe(`Seconds ${what}.`);

/** `distributionSettings` of the cluster file. */
export const distributionSettings = z
  .strictObject({
    errorCachingMinTtl: seconds(0, 10, 0, 'for which edges keep 500, 502, 503 and 504 of an origin'),
    connectionAttempts: z
      .int()
      .min(1)
      .max(3)
      .default(1)
      .describe('How often an edge tries to connect, and to get a response.'),
    connectionTimeout: seconds(1, 10, 2, 'to connect to an origin, of one attempt'),
    responseTimeout: seconds(1, 60, 5, 'to a response, and from packet to packet, of one attempt'),
  })
  .optional()
  .describe(
    'What the stream distributions are set to, where their own values are higher. cvs deploy --tune-distributions writes it; without it cvs leaves these settings alone, and takes back what it has set.',
  );
