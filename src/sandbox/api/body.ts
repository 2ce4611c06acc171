import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../services/service-error.js';

const MIB = 1024 * 1024;

/**
 * The largest bodies of services, in bytes. DynamoDB: "BatchWriteItem", 16 MB. Lambda: "Lambda quotas", 6 MB of an event,
 * whose refusal names its length. SQS: a batch of 1 MiB, whose JSON may escape each character. S3 takes 5 GB; the sandbox
 * keeps objects in memory.
 */
const LIMITS: Readonly<Record<string, number>> = {
  dynamodb: 16 * MIB,
  lambda: 12 * MIB,
  s3: 64 * MIB,
  sqs: 7 * MIB,
};

/** Templates of 1 MB, and forms that escape each character. */
const OTHERS = 4 * MIB;

/** How much of a body is read for a service. */
export function bodyLimit(service: string | undefined): number {
  return LIMITS[service ?? ''] ?? OTHERS;
}

/**
 * Reads a body. What is longer is read and dropped, so that the client gets the answer.
 *
 * @throws ServiceError
 */
export async function readBody(message: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += (chunk as Buffer).length;
    if (length <= most) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  if (length <= most) return Buffer.concat(chunks);
  throw new ServiceError(
    'RequestEntityTooLarge',
    `The request's body exceeds the sandbox's limit of ${most} bytes.`,
    413,
  );
}
