import { isDisallowed, mayChange, mayGenerate } from './header-rules.js';
import { failedValidation, InvalidLambdaResult } from './invalid-lambda-result.js';
import { fromLambdaHeaders } from './lambda-headers.js';
import { readOrigin } from './lambda-origin.js';
import type { EdgeRequest, EdgeResponse, TriggerType } from './messages.js';
import type { OriginTarget } from './origin-target.js';

/** Longest body that a function may generate, bytes ("Quotas on Lambda@Edge"). */
const MAX_BODY = { viewer: 40 * 1024, origin: 1024 * 1024 };
/** The URI with its query string is shorter than this ("Restrictions on all edge functions"). */
const MAX_URI = 8192;

interface Result {
  status?: unknown;
  headers?: unknown;
  body?: unknown;
  bodyEncoding?: unknown;
  uri?: unknown;
  querystring?: unknown;
  method?: unknown;
  clientIp?: unknown;
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
    throw failedValidation(`The status must be a string of three digits, not ${JSON.stringify(status)}.`);
  }
  const read = fromLambdaHeaders(headers);
  const forbidden = base
    ? touched(base.headers, read).find((name) => !mayChange(name, type))
    : Object.keys(read).find((name) => !mayGenerate(name));
  if (forbidden) throw readOnly(forbidden);
  return {
    status: Number(status),
    headers: { ...hidden(base?.headers ?? {}), ...read },
    body: readBody(body, bodyEncoding, type) ?? base?.body ?? Buffer.alloc(0),
  };
}

/**
 * Reads the request that a function passes on.
 *
 * @param configured the distribution's origin, for origin-request functions
 * @throws InvalidLambdaResult for what CloudFront refuses
 */
export function readRequest(
  result: unknown,
  request: EdgeRequest,
  type: TriggerType,
  configured?: OriginTarget,
): { request: EdgeRequest; origin?: OriginTarget } {
  const {
    uri,
    querystring = '',
    headers,
    method = request.method,
    clientIp = request.clientIp,
    origin,
  } = asObject(result);
  checkUri(uri, querystring);
  if (method !== request.method || clientIp !== request.clientIp) {
    throw failedValidation('The function tried to change a read-only field: method or clientIp.');
  }
  const read = fromLambdaHeaders(headers);
  const forbidden = touched(request.headers, read).find((name) => !mayChange(name, type));
  if (forbidden) throw readOnly(forbidden);
  const chosen = configured && readOrigin(origin, configured);
  const twice = Object.keys(chosen?.customHeaders ?? {}).find((name) => name in read);
  if (twice)
    throw failedValidation(`The header ${twice} is both in request.headers and in the origin's customHeaders.`);
  return {
    request: {
      ...request,
      uri: uri as string,
      query: querystring as string,
      headers: { ...hidden(request.headers), ...read },
    },
    ...(chosen && { origin: chosen }),
  };
}

/** "Restrictions on all edge functions", "Query strings" and "URI". */
function checkUri(uri: unknown, query: unknown): void {
  const valid = (text: unknown): text is string => typeof text === 'string' && /^[^\s\p{Cc}#]*$/u.test(text);
  if (!valid(uri) || !uri.startsWith('/') || uri.includes('?')) {
    throw failedValidation('The specified URI is in an invalid format.');
  }
  if (!valid(query)) throw failedValidation('The specified query string is in an invalid format.');
  if (uri.length + query.length + 1 >= MAX_URI) {
    throw failedValidation(`The URI with its query string must be shorter than ${MAX_URI} characters.`);
  }
}

/** The headers that a function added, changed or deleted. */
function touched(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  const deleted = Object.keys(before).filter((name) => !isDisallowed(name) && !(name in after));
  return [...deleted, ...Object.keys(after).filter((name) => after[name] !== before[name])];
}

/** The headers that functions do not see: they stay. */
function hidden(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isDisallowed(name)));
}

function asObject(result: unknown): Result {
  if (typeof result === 'object' && result !== null && !Array.isArray(result)) return result;
  throw new InvalidLambdaResult(
    `The Lambda function returned an invalid result: it must be a request or response object, not ${JSON.stringify(result)}.`,
  );
}

function readBody(body: unknown, encoding: unknown, type: TriggerType): Buffer | undefined {
  if (body === undefined) return undefined;
  const max = type.startsWith('viewer') ? MAX_BODY.viewer : MAX_BODY.origin;
  if (typeof body !== 'string' || Buffer.byteLength(body) > max) {
    throw failedValidation('The body is not a string, is not an object, or exceeds the maximum size.');
  }
  return Buffer.from(body, encoding === 'base64' ? 'base64' : 'utf8');
}

function readOnly(name: string): InvalidLambdaResult {
  return failedValidation(`The function tried to add, delete, or change a read-only header: ${name}.`);
}
