import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

/** The largest body that is read, in bytes. */
const BODY_LIMIT = 16 * 1024;

/** A request that is not answered, with its HTTP status. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Reads the body of a request. Forms of other pages cannot send this content type without asking first (Fetch Standard,
 * CORS-safelisted request-header).
 *
 * @throws RequestError 415, 413 or 400
 */
export async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type))
    throw new RequestError(415, 'NOT_JSON', 'The body must be application/json.');
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > BODY_LIMIT) throw new RequestError(413, 'TOO_LARGE', `The body is longer than ${BODY_LIMIT} bytes.`);
    parts.push(part);
  }
  const parsed = schema.safeParse(parseJson(Buffer.concat(parts).toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new RequestError(400, 'NOT_VALID', `The body is not valid: ${z.prettifyError(parsed.error)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, 'NOT_JSON', 'The body is not JSON.');
  }
}
