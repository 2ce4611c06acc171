import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { LambdaHeaders, TriggerType } from './lambda-event.js';
import type { EdgeRequest, EdgeResponse } from './messages.js';

/** A function's result that CloudFront would not accept; the message is part of the error page. */
export class InvalidLambdaResult extends Error {}

/** Headers that functions may neither add nor change ("Restrictions on edge functions"). */
const DISALLOWED =
  /^(connection|expect|keep-alive|proxy-(authenticate|authorization|connection)|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;
/** Headers that CloudFront sets by itself. */
const READ_ONLY_IN_RESPONSES = new Set(['content-length', 'transfer-encoding', 'via']);
/** Longest body that a function may generate, bytes ("Quotas on Lambda@Edge"). */
const MAX_BODY = { viewer: 40 * 1024, origin: 1024 * 1024 };

interface Result {
  status?: unknown;
  headers?: unknown;
  body?: unknown;
  bodyEncoding?: unknown;
  uri?: unknown;
  querystring?: unknown;
  origin?: unknown;
}

/** Whether a request function answered by itself: its result has a status. */
export function isResponse(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'status' in result;
}

/** Reads a generated or changed response. `base` gives the body when the function leaves it alone. */
export function readResponse(result: unknown, type: TriggerType, base?: EdgeResponse): EdgeResponse {
  const { status, headers, body, bodyEncoding } = asObject(result);
  if (typeof status !== 'string' || !/^[2-5]\d\d$/.test(status)) {
    throw new InvalidLambdaResult(
      `The Lambda function result failed validation: The status must be a string of three digits, not ${JSON.stringify(status)}.`,
    );
  }
  const read = readHeaders(headers);
  for (const name of Object.keys(read)) {
    const changed = base?.headers[name] !== read[name];
    if (changed && (DISALLOWED.test(name) || READ_ONLY_IN_RESPONSES.has(name))) throw readOnly(name);
  }
  return {
    status: Number(status),
    headers: read,
    body: readBody(body, bodyEncoding, type) ?? base?.body ?? Buffer.alloc(0),
  };
}

/** Reads the request that a function passes on. */
export function readRequest(result: unknown, request: EdgeRequest, origin?: object): EdgeRequest {
  const { uri, querystring = '', headers, origin: chosen } = asObject(result);
  if (typeof uri !== 'string' || !uri.startsWith('/') || typeof querystring !== 'string') {
    throw new InvalidLambdaResult(
      `The Lambda function result failed validation: The URI must begin with a forward slash, not ${JSON.stringify(uri)}.`,
    );
  }
  if (origin && JSON.stringify(chosen) !== JSON.stringify(origin)) {
    throw new InvalidLambdaResult('The sandbox does not support Lambda@Edge functions that change the origin.');
  }
  const read = readHeaders(headers);
  const touched = Object.keys({ ...read, ...request.headers }).filter((name) => read[name] !== request.headers[name]);
  const forbidden = touched.find((name) => DISALLOWED.test(name) || name === 'via' || name === 'content-length');
  if (forbidden) throw readOnly(forbidden);
  return { ...request, uri, query: querystring, headers: read };
}

function asObject(result: unknown): Result {
  if (typeof result === 'object' && result !== null && !Array.isArray(result)) return result;
  throw new InvalidLambdaResult(
    `The Lambda function returned an invalid result: it must be a request or response object, not ${JSON.stringify(result)}.`,
  );
}

function readHeaders(headers: unknown): Record<string, string> {
  if (headers === undefined) return {};
  return Object.fromEntries(
    Object.entries(headers as LambdaHeaders).map(([name, entries]) => {
      if (!Array.isArray(entries)) {
        throw new InvalidLambdaResult(
          'The Lambda function returned an invalid entry in the headers object: Each header entry in the headers object must be an array.',
        );
      }
      const values = entries.map((entry) => {
        if (isHeader(name, entry?.value)) return entry.value;
        throw new InvalidLambdaResult(
          `The Lambda function returned an invalid entry in the headers object: ${name} has a value that no header can have.`,
        );
      });
      return [name.toLowerCase(), values.join(', ')];
    }),
  );
}

function isHeader(name: string, value: unknown): value is string {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value as string);
    return typeof value === 'string';
  } catch {
    return false;
  }
}

function readBody(body: unknown, encoding: unknown, type: TriggerType): Buffer | undefined {
  if (body === undefined) return undefined;
  const max = type.startsWith('viewer') ? MAX_BODY.viewer : MAX_BODY.origin;
  if (typeof body !== 'string' || Buffer.byteLength(body) > max) {
    throw new InvalidLambdaResult(
      'The Lambda function result failed validation: The body is not a string, is not an object, or exceeds the maximum size.',
    );
  }
  return Buffer.from(body, encoding === 'base64' ? 'base64' : 'utf8');
}

function readOnly(name: string): InvalidLambdaResult {
  return new InvalidLambdaResult(
    `The Lambda function result failed validation: The function tried to add, delete, or change a read-only header: ${name}.`,
  );
}
