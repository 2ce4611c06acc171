import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Origin } from '@aws-sdk/client-cloudfront';
import type { Clock } from '../../../../lib/clock.js';
import { messageOf } from '../../../../lib/errors.js';
import { linkAbort } from '../../../../lib/http/linked-abort.js';
import { isLocalhostName, localhostLookup } from '../../../../lib/http/localhost.js';
import { type EdgeRequest, type EdgeResponse, errorPage } from './messages.js';

/** The sandbox's S3 as CloudFront reads it. */
export interface EdgeObjects {
  /** Evaluates the bucket policy for CloudFront and the distribution; 403 or 404 are answers too. */
  readForCloudFront(
    bucket: string,
    key: string,
    distributionArn: string,
  ): Promise<{ status: number; headers: Record<string, string>; body: Buffer }>;
}

export interface OriginAccess {
  objects: EdgeObjects;
  distributionArn: string;
  agent: Agent;
  clock: Clock;
  /** Aborts when the edge closes. */
  closing: AbortSignal;
}

/** The bucket of an S3 origin's regional domain name. */
const S3_ORIGIN = /^(?<bucket>.+)\.s3\.(?<region>[a-z0-9-]+)\.amazonaws\.com$/;
/** Meaningful for one connection only (RFC 9110 section 7.6.1), or set again when sent. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer', 'content-length']);

/** The result of a fetch from an origin; `unreachable` when the status is the edge's own (502 or 504). */
export interface OriginResult {
  response: EdgeResponse;
  unreachable: boolean;
}

export function s3Origin(origin: Origin): { bucket: string; region: string } | undefined {
  const { bucket, region } = S3_ORIGIN.exec(origin.DomainName ?? '')?.groups ?? {};
  return bucket && region ? { bucket, region } : undefined;
}

/** Fetches from an origin with its connection attempts and response timeout; never rejects. */
export async function fetchFromOrigin(
  origin: Origin,
  request: EdgeRequest,
  access: OriginAccess,
): Promise<OriginResult> {
  const uri = `${origin.OriginPath ?? ''}${request.uri}`;
  const s3 = s3Origin(origin);
  if (s3) return { response: await readObject(s3.bucket, origin, { ...request, uri }, access), unreachable: false };
  const host = origin.DomainName ?? '';
  if (host !== '127.0.0.1' && !isLocalhostName(host)) {
    return unreachable(502, `The sandbox never leaves this machine, so it cannot reach the origin ${host}.`);
  }
  let failure = unreachable(502, 'No connection attempt was made.');
  for (let attempt = 0; attempt < (origin.ConnectionAttempts ?? 3) && !access.closing.aborted; attempt += 1) {
    try {
      return { response: await fetchOnce(origin, { ...request, uri }, access), unreachable: false };
    } catch (error) {
      failure =
        error === TIMED_OUT
          ? unreachable(
              504,
              'CloudFront attempted to establish a connection with the origin, but the origin timed out.',
            )
          : unreachable(502, `CloudFront wasn't able to connect to the origin. (${messageOf(error)})`);
    }
  }
  return failure;
}

const TIMED_OUT = new Error('the origin did not answer in time');

/** One attempt over HTTP. The sandbox's origins have no TLS, so the origin protocol policy is ignored. */
async function fetchOnce(
  origin: Origin,
  request: EdgeRequest,
  { agent, clock, closing }: OriginAccess,
): Promise<EdgeResponse> {
  const port = origin.CustomOriginConfig?.HTTPPort ?? 80;
  const stop = new AbortController();
  const deadline = linkAbort(closing);
  const timer = clock.sleep((origin.CustomOriginConfig?.OriginReadTimeout ?? 30) * 1000, stop.signal).then(
    () => deadline.abort(TIMED_OUT),
    () => {},
  );
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(
        {
          host: origin.DomainName,
          port,
          path: request.query ? `${request.uri}?${request.query}` : request.uri,
          method: request.method,
          headers: { ...request.headers, host: `${origin.DomainName}:${port}` },
          agent,
          lookup: localhostLookup,
          signal: deadline.signal,
        },
        resolve,
      )
        .once('error', reject)
        .end();
    });
    const body = await buffer(response);
    const headers = Object.entries(response.headers).filter(([name]) => !HOP_BY_HOP.has(name));
    return {
      status: response.statusCode ?? 502,
      headers: Object.fromEntries(headers.map(([name, value]) => [name, [value].flat().join(', ')])),
      body,
    };
  } catch (error) {
    throw deadline.signal.reason === TIMED_OUT ? TIMED_OUT : error;
  } finally {
    deadline.release();
    stop.abort();
    await timer;
  }
}

/** Reads an S3 origin. Without an origin access control the request is anonymous, and our buckets are private. */
async function readObject(
  bucket: string,
  origin: Origin,
  request: EdgeRequest,
  { objects, distributionArn }: OriginAccess,
): Promise<EdgeResponse> {
  if (!origin.OriginAccessControlId || request.method !== 'GET') {
    const body = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
    return { status: 403, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
  }
  const key = decodeURIComponent(request.uri.replace(/^\//, ''));
  const { status, headers, body } = await objects.readForCloudFront(bucket, key, distributionArn);
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const kept = Object.fromEntries(Object.entries(lowerCase).filter(([name]) => !HOP_BY_HOP.has(name)));
  if (status === 200 && kept.etag && request.headers['if-none-match'] === kept.etag) {
    return { status: 304, headers: kept, body: Buffer.alloc(0) };
  }
  return { status, headers: kept, body };
}

function unreachable(status: 502 | 504, reason: string): OriginResult {
  return { response: errorPage(status, reason), unreachable: true };
}
