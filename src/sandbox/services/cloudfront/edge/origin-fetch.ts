import { messageOf } from '../../../../lib/errors.js';
import { isLocalhostName } from '../../../../lib/http/localhost.js';
import { endToEnd, type HttpAccess, httpAttempt, OriginTimeout, StaleConnection } from './http-attempt.js';
import { type EdgeRequest, type EdgeResponse, errorPage } from './messages.js';
import { bucketOf, type CustomTarget, type OriginTarget, type S3Target } from './origin-target.js';

/** The sandbox's S3 as CloudFront reads it. */
export interface EdgeObjects {
  /** Evaluates the bucket policy for CloudFront and the distribution; 403 or 404 are answers too. */
  readForCloudFront(
    bucket: string,
    key: string,
    distributionArn: string,
  ): Promise<{ status: number; headers: Record<string, string>; body: Buffer }>;
}

export interface OriginAccess extends HttpAccess {
  objects: EdgeObjects;
  distributionArn: string;
}

/** The result of a fetch from an origin; `unreachable` when the status is the edge's own (502 or 504). */
export interface OriginResult {
  response: EdgeResponse;
  unreachable: boolean;
}

/**
 * Methods for which a response timeout is followed by another attempt ("Request and response behavior for custom
 * origins", "Origin response timeout").
 */
const TRIED_AGAIN = new Set(['GET', 'HEAD']);

/** Fetches from an origin with its connection attempts and timeouts; never rejects. */
export async function fetchFromOrigin(
  target: OriginTarget,
  request: EdgeRequest,
  access: OriginAccess,
): Promise<OriginResult> {
  const addressed = { ...request, uri: `${target.path}${request.uri}` };
  if (target.kind === 's3') return { response: await readObject(target, addressed, access), unreachable: false };
  const host = target.domainName;
  if (host !== '127.0.0.1' && !isLocalhostName(host)) {
    return unreachable(502, `The sandbox never leaves this machine, so it cannot reach the origin ${host}.`);
  }
  if (target.protocol === 'https' && !isNamed(host, request.headers.host)) {
    // A certificate of the sandbox covers the origin's domain name only ("HTTP 502 status code (Bad Gateway)").
    const reason = `the certificate of ${host} does not cover the Host header ${request.headers.host}`;
    return unreachable(502, `CloudFront wasn't able to connect to the origin. (${reason})`);
  }
  return tryInTurn(target, addressed, access);
}

/** Whether a Host header, with a port or without, is this name. */
function isNamed(domainName: string, host = ''): boolean {
  return host.replace(/:\d+$/, '').toLowerCase() === domainName.toLowerCase();
}

async function tryInTurn(target: CustomTarget, request: EdgeRequest, access: OriginAccess): Promise<OriginResult> {
  let failure = unreachable(502, 'No connection attempt was made.');
  for (let attempt = 0; attempt < target.attempts && !access.closing.aborted; attempt += 1) {
    try {
      return { response: await httpAttempt(target, request, access), unreachable: false };
    } catch (error) {
      if (error instanceof StaleConnection) attempt -= 1;
      failure = failureOf(error);
      if (error instanceof OriginTimeout && !TRIED_AGAIN.has(request.method)) break;
    }
  }
  return failure;
}

function failureOf(error: unknown): OriginResult {
  if (error instanceof OriginTimeout) {
    const reason = 'CloudFront attempted to establish a connection with the origin, but the origin timed out.';
    return unreachable(504, reason);
  }
  return unreachable(502, `CloudFront wasn't able to connect to the origin. (${messageOf(error)})`);
}

/**
 * Reads an S3 origin. Without an origin access control the request is anonymous, and our buckets are private. S3 finds
 * the bucket by the Host header ("Virtual hosting of general purpose buckets").
 */
async function readObject(
  target: S3Target,
  request: EdgeRequest,
  { objects, distributionArn }: OriginAccess,
): Promise<EdgeResponse> {
  const bucket = bucketOf(request.headers.host ?? '')?.bucket;
  if (!bucket) return s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
  if (!target.accessControl || request.method !== 'GET') return s3Error(403, 'AccessDenied', 'Access Denied');
  const key = decodeURIComponent(request.uri.replace(/^\//, ''));
  const { status, headers, body } = await objects.readForCloudFront(bucket, key, distributionArn);
  const kept = endToEnd(headers);
  if (status === 200 && kept.etag && request.headers['if-none-match'] === kept.etag) {
    return { status: 304, headers: kept, body: Buffer.alloc(0) };
  }
  return { status, headers: kept, body };
}

function s3Error(status: number, code: string, message: string): EdgeResponse {
  const body = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

function unreachable(status: 502 | 504, reason: string): OriginResult {
  return { response: errorPage(status, reason), unreachable: true };
}
