import { describe, expect, test } from '@jest/globals';
import { AwsV4Signer } from 'aws4fetch';
import { AccessKeys } from '../../../../src/sandbox/access-keys.js';
import type { ArrivedCall } from '../../../../src/sandbox/api/service.js';
import { readSignature } from '../../../../src/sandbox/api/signature/read-signature.js';
import type { ServiceError } from '../../../../src/sandbox/services/service-error.js';
import { callOf, verify } from './arrived-call.js';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const MINUTE = 60_000;
const keys = new AccessKeys();

/** The code and status with which a call is refused; undefined: it is not. */
function refusalOf(call: ArrivedCall, nowMs = NOW): string | undefined {
  try {
    verify(call, nowMs, keys);
    return undefined;
  } catch (error) {
    const { code, status } = error as ServiceError;
    return `${status} ${code}`;
  }
}

interface ToSign {
  service?: string;
  method?: string;
  path?: string;
  body?: string;
  headers?: Record<string, string>;
  signedAtMs?: number;
  key?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  signQuery?: boolean;
}

/** A call as another implementation signs it. */
async function signed(options: ToSign = {}): Promise<ArrivedCall> {
  const { service = 'sts', method = 'POST', path = '/', body, key = keys.owner, signedAtMs = NOW } = options;
  const signer = new AwsV4Signer({
    ...{ method, service, region: 'eu-west-1', body, headers: options.headers, signQuery: options.signQuery, ...key },
    url: `http://127.0.0.1:4570${path}`,
    datetime: new Date(signedAtMs).toISOString().replace(/[-:]|\.\d+/g, ''),
  });
  const { url, headers } = await signer.sign();
  const sent = { host: url.host, ...Object.fromEntries(headers) };
  return callOf(method, url.pathname + url.search, sent, body);
}

/** The same with something changed. */
async function changed(change: Partial<ArrivedCall>, options: ToSign = {}): Promise<ArrivedCall> {
  const call = await signed(options);
  return { ...call, ...change, headers: { ...call.headers, ...change.headers } };
}

describe('what another implementation signed is accepted', () => {
  test.each<[string, ToSign]>([
    ['a form', { body: 'Action=GetCallerIdentity' }],
    ['a query with several values', { method: 'GET', path: '/?b=2&a=z&a=%20y&a-b=&c=%C3%BC(*)' }],
    [
      'an ARN in a path',
      { service: 'lambda', path: '/functions/arn%3Aaws%3Alambda%3A%24LATEST/invocations', body: '{}' },
    ],
    ['a key with odd signs', { service: 's3', method: 'GET', path: '/bucket/a%20b%2Bc/%C3%BC//(x)' }],
    ['a presigned URL', { service: 's3', method: 'GET', path: '/bucket/key?versionId=1', signQuery: true }],
    [
      'a presigned call of another service',
      { method: 'GET', path: '/?Action=GetCallerIdentity&X-Amz-Expires=60', signQuery: true },
    ],
    ['a body that is not signed, for S3', { service: 's3', method: 'PUT', path: '/bucket/key', body: 'x' }],
    ['a session', { key: keys.session() }],
    ['a clock five minutes behind', { signedAtMs: NOW - 5 * MINUTE }],
    ['a clock five minutes ahead', { signedAtMs: NOW + 5 * MINUTE }],
    ['a clock fifteen minutes behind, for S3', { service: 's3', method: 'GET', signedAtMs: NOW - 15 * MINUTE }],
  ])('%s', async (_what, options) => {
    expect(refusalOf(await signed(options))).toBeUndefined();
  });

  test('the header without blanks', async () => {
    const call = await signed();
    const authorization = call.headers.authorization?.replaceAll(', ', ',');
    expect(refusalOf({ ...call, headers: { ...call.headers, authorization } })).toBeUndefined();
  });
});

describe('what was changed after it was signed is refused', () => {
  test.each<[string, Partial<ArrivedCall>]>([
    ['the method', { method: 'PUT' }],
    ['the path', { path: '/other' }],
    ['the query', { query: new URLSearchParams('Action=DeleteStack') }],
    ['the body', { body: Buffer.from('Action=DeleteStack') }],
    ['the host', { headers: { host: '127.0.0.1:1' } }],
    ['the time', { headers: { 'x-amz-date': '20261127T120001Z' } }],
  ])('%s', async (_what, change) => {
    expect(refusalOf(await changed(change))).toBe('403 SignatureDoesNotMatch');
  });

  test('the hash that it states of its body', async () => {
    const headers = { 'x-amz-content-sha256': '0'.repeat(64) };
    expect(refusalOf(await signed({ service: 's3', method: 'PUT', body: 'x', headers }))).toBe(
      '400 XAmzContentSHA256Mismatch',
    );
    expect(refusalOf(await signed({ body: 'x', headers }))).toBe('403 SignatureDoesNotMatch');
  });

  test.each(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])(
    '%s, for a service that is not S3',
    async (word) => {
      const call = await signed({ headers: { 'x-amz-content-sha256': word }, body: 'Action=DeleteStack' });
      expect(refusalOf(call)).toBe('403 SignatureDoesNotMatch');
    },
  );

  test('a second signature, which is not looked at', async () => {
    const { query } = await signed();
    query.set('X-Amz-Signature', '00');
    expect(refusalOf(await changed({ query }))).toBe('403 SignatureDoesNotMatch');
  });

  test('a header of AWS that is not signed', async () => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.DeleteTable' };
    expect(refusalOf(await changed({ headers }, { service: 'dynamodb' }))).toBe('400 InvalidSignatureException');
    const copy = { 'x-amz-copy-source': '/bucket/key' };
    expect(refusalOf(await changed({ headers: copy }, { service: 's3', method: 'GET' }))).toBe('403 AccessDenied');
  });
});

describe('who does not have a key is refused, in the words of each service', () => {
  const wrong = { accessKeyId: 'SANDBOX', secretAccessKey: 'sandbox' };
  const unknown = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const session = keys.session();
  const dynamodb = { service: 'dynamodb', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } };
  const lambda = { service: 'lambda', path: '/2015-03-31/functions/' };
  const s3 = { service: 's3', method: 'GET' };

  test.each<[string, ToSign, string]>([
    ['sts, wrong secret', { key: wrong }, '403 SignatureDoesNotMatch'],
    ['dynamodb, wrong secret', { ...dynamodb, key: wrong }, '400 InvalidSignatureException'],
    ['lambda, wrong secret', { ...lambda, key: wrong }, '403 InvalidSignatureException'],
    ['s3, wrong secret', { ...s3, key: wrong }, '403 SignatureDoesNotMatch'],
    ['s3, wrong secret in a URL', { ...s3, key: wrong, signQuery: true }, '403 SignatureDoesNotMatch'],
    ['sts, unknown key', { key: unknown }, '403 InvalidClientTokenId'],
    ['dynamodb, unknown key', { ...dynamodb, key: unknown }, '400 UnrecognizedClientException'],
    ['lambda, unknown key', { ...lambda, key: unknown }, '403 UnrecognizedClientException'],
    ['s3, unknown key', { ...s3, key: unknown }, '403 InvalidAccessKeyId'],
    ['sts, without the token', { key: { ...session, sessionToken: undefined } }, '403 InvalidClientTokenId'],
    ['sts, a wrong token', { key: { ...session, sessionToken: 'x' } }, '403 InvalidClientTokenId'],
    ['s3, a wrong token', { ...s3, key: { ...session, sessionToken: 'x' } }, '400 InvalidToken'],
    [
      's3, a wrong token in a URL',
      { ...s3, key: { ...session, sessionToken: 'x' }, signQuery: true },
      '400 InvalidToken',
    ],
    ['sts, a token without a session', { key: { ...keys.owner, sessionToken: 'x' } }, '403 InvalidClientTokenId'],
    ['sts, a session that has ended', { key: keys.session({ expiresAtMs: NOW }) }, '403 ExpiredToken'],
    ['sts, six minutes behind', { signedAtMs: NOW - 6 * MINUTE }, '403 SignatureDoesNotMatch'],
    ['sts, six minutes ahead', { signedAtMs: NOW + 6 * MINUTE }, '403 SignatureDoesNotMatch'],
    ['dynamodb, six minutes behind', { ...dynamodb, signedAtMs: NOW - 6 * MINUTE }, '400 InvalidSignatureException'],
    ['s3, sixteen minutes behind', { ...s3, signedAtMs: NOW - 16 * MINUTE }, '403 RequestTimeTooSkewed'],
    [
      's3, a URL that has ended',
      { ...s3, path: '/a?X-Amz-Expires=60', signQuery: true, signedAtMs: NOW - 61_000 },
      '403 AccessDenied',
    ],
  ])('%s', async (_what, options, refusal) => {
    expect(refusalOf(await signed(options))).toBe(refusal);
  });

  test('and told how far its clock is off', async () => {
    const call = await signed({ signedAtMs: NOW - 6 * MINUTE });
    expect(() => verify(call, NOW, keys)).toThrow(
      'Signature expired: 20261127T115400Z is now earlier than 20261127T115500Z (20261127T120000Z - 5 min.)',
    );
  });

  test.each([
    ['nothing but the algorithm', 'AWS4-HMAC-SHA256'],
    ['no signature', 'AWS4-HMAC-SHA256 Credential=SANDBOX/20261127/eu-west-1/sts/aws4_request, SignedHeaders=host'],
    [
      'control characters in its scope',
      'AWS4-HMAC-SHA256 Credential=SANDBOX/20261127/eu\x1b[2K/sts/aws4_request, SignedHeaders=host, Signature=00',
    ],
    [
      'no date in its scope',
      'AWS4-HMAC-SHA256 Credential=SANDBOX/today/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=00',
    ],
    ['half a scope', 'AWS4-HMAC-SHA256 Credential=SANDBOX/sts/aws4_request, SignedHeaders=host, Signature=00'],
    [
      'no time',
      'AWS4-HMAC-SHA256 Credential=SANDBOX/20261127/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=00',
    ],
  ])('a header with %s', (_what, authorization) => {
    expect(refusalOf(callOf('POST', '/', { host: 'localhost', authorization }))).toBe('400 IncompleteSignature');
  });

  test.each(['X-Amz-Expires=0', 'X-Amz-Expires=604801', 'X-Amz-Expires=soon', 'X-Amz-Signature='])(
    'a URL with %s',
    (part) => {
      const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=SANDBOX/20261127/eu-west-1/s3/aws4_request&X-Amz-SignedHeaders=host&X-Amz-Date=20261127T120000Z&${part}`;
      expect(refusalOf(callOf('GET', `/a?${query}`, { host: 'localhost' }))).toBe('400 IncompleteSignature');
    },
  );

  test.each(['Basic c2FuZGJveA==', 'Bearer x', 'AWS SANDBOX:x', 'AWS4-ECDSA-P256-SHA256 Credential=x'])(
    '%s is no signature',
    (authorization) => {
      expect(readSignature(callOf('GET', '/', { authorization }))).toBeUndefined();
    },
  );

  test('a signature of no length', async () => {
    const call = await signed();
    const authorization = call.headers.authorization?.replace(/Signature=.*/, 'Signature=zz');
    expect(refusalOf({ ...call, headers: { ...call.headers, authorization } })).toBe('403 SignatureDoesNotMatch');
  });

  test('a path that cannot be decoded', async () => {
    expect(refusalOf(await changed({ path: '/%E0%A4%A' }, { service: 's3', method: 'GET' }))).toBe('400 InvalidURI');
  });
});

test('secrets are random, sessions have keys of their own, and a holder has one', () => {
  const other = new AccessKeys();
  expect(other.owner.secretAccessKey).not.toBe(keys.owner.secretAccessKey);
  expect(other.session().secretAccessKey).not.toBe(other.session().secretAccessKey);
  const role = { roleArn: 'arn:aws:iam::123456789012:role/r', sessionName: 's' };
  expect(other.sessionOf('a', role)).toBe(other.sessionOf('a', role));
  expect(other.sessionOf('b', role)).not.toBe(other.sessionOf('a', role));
  expect(other.sessionOf('a', { ...role, roleArn: 'arn:aws:iam::123456789012:role/q' })).not.toBe(
    other.sessionOf('a', role),
  );
  const { accessKeyId } = other.sessionOf('a', role);
  other.endSessions();
  expect(other.find(accessKeyId)).toBeUndefined();
  expect(other.find('SANDBOX')).toBe(other.owner);
});
