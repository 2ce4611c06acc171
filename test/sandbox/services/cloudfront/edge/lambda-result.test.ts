import { describe, expect, test } from '@jest/globals';
import { lambdaEvent } from '../../../../../src/sandbox/services/cloudfront/edge/lambda-event.js';
import { toLambdaHeaders } from '../../../../../src/sandbox/services/cloudfront/edge/lambda-headers.js';
import { lambdaOrigin } from '../../../../../src/sandbox/services/cloudfront/edge/lambda-origin.js';
import { readRequest, readResponse } from '../../../../../src/sandbox/services/cloudfront/edge/lambda-result.js';
import { originTarget } from '../../../../../src/sandbox/services/cloudfront/edge/origin-target.js';

const configured = originTarget({ Id: 'a', DomainName: 'a.example.com' });
const request = {
  id: 'R1',
  method: 'GET',
  uri: '/x.m3u8',
  query: 'a=1',
  headers: { host: 'a.example.com', via: '1.1 edge', 'if-none-match': '"1"', 'x-amz-cf-id': 'R1', 'x-own': '1' },
  clientIp: '127.0.0.1',
};
const visible = { host: 'a.example.com', via: '1.1 edge', 'if-none-match': '"1"', 'x-own': '1' };

/** What a function returns: the event's request with changes. */
function returned(headers: Record<string, string>, more: object = {}): object {
  const { uri, method, clientIp, query } = request;
  const origin = lambdaOrigin(configured);
  return { uri, method, clientIp, querystring: query, headers: toLambdaHeaders(headers), origin, ...more };
}

const read = (result: object) => readRequest(result, request, 'origin-request', configured);

test('functions do not see disallowed headers, and they stay', () => {
  const identity = { distributionId: 'E1', distributionArn: '', domainName: 'd1.cloudfront.net' };
  const event = lambdaEvent('origin-request', identity, request, { origin: configured }) as {
    Records: [{ cf: { request: { headers: object } } }];
  };
  expect(Object.keys(event.Records[0].cf.request.headers)).toEqual(['host', 'via', 'if-none-match', 'x-own']);
  expect(read(returned(visible)).request).toEqual(request);
});

describe('origin-request functions', () => {
  test('may change the URI, the query string, the Host header and headers that are not read-only', () => {
    const result = read(
      returned(
        { ...visible, host: 'b.example.com', 'x-own': '2', authorization: 'Bearer' },
        { uri: '/y', querystring: '' },
      ),
    );
    expect(result.request).toMatchObject({ uri: '/y', query: '' });
    expect(result.request.headers).toMatchObject({ host: 'b.example.com', 'x-own': '2', authorization: 'Bearer' });
  });

  test.each([
    ['change If-None-Match', { ...visible, 'if-none-match': '"2"' }, 'if-none-match'],
    ['delete If-None-Match', { host: visible.host, via: visible.via, 'x-own': '1' }, 'if-none-match'],
    ['change Via', { ...visible, via: 'me' }, 'via'],
    ['add Accept-Encoding', { ...visible, 'accept-encoding': 'gzip' }, 'accept-encoding'],
    ['add X-Forwarded-Proto', { ...visible, 'x-forwarded-proto': 'https' }, 'x-forwarded-proto'],
    ['add X-Amz-Cf-Id', { ...visible, 'x-amz-cf-id': 'mine' }, 'x-amz-cf-id'],
    ['add X-Amzn-RequestId', { ...visible, 'x-amzn-requestid': 'mine' }, 'x-amzn-requestid'],
  ])('may not %s', (_name, headers, header) => {
    expect(() => read(returned(headers))).toThrow(
      `The Lambda function result failed validation: The function tried to add, delete, or change a read-only header: ${header}.`,
    );
  });

  test.each<[string, object]>([
    ['a URI without a slash', { uri: 'x' }],
    ['a URI that is a URL', { uri: 'https://b.example.com/x' }],
    ['a query string in the URI', { uri: '/x?a=1' }],
    ['a space in the URI', { uri: '/x y' }],
    ['a fragment in the query string', { querystring: 'a=1#b' }],
    ['a URI of 8,192 characters', { uri: `/${'x'.repeat(8191)}`, querystring: '' }],
    ['another method', { method: 'HEAD' }],
    ['another viewer', { clientIp: '192.0.2.1' }],
  ])('may not return %s', (_name, change) => {
    expect(() => read(returned(visible, change))).toThrow('The Lambda function result failed validation: ');
  });

  test('may not send a header both as a header and as the origin’s custom header', () => {
    const custom = { ...(lambdaOrigin(configured) as { custom: object }).custom };
    const origin = { custom: { ...custom, customHeaders: { 'X-Own': [{ value: '2' }] } } };
    expect(() => read(returned(visible, { origin }))).toThrow('x-own');
  });
});

test('viewer-request functions may not change the Host header', () => {
  const change = () => readRequest(returned({ ...visible, host: 'b' }), request, 'viewer-request');
  expect(change).toThrow('read-only header: host');
});

test('a response that a function makes has no Content-Length; one that it changes keeps what CloudFront sets', () => {
  const made = { status: '200', headers: { 'content-length': [{ value: '1' }] } };
  expect(() => readResponse(made, 'origin-request')).toThrow('read-only header: content-length');
  const base = { status: 200, headers: { via: '1.1 a', 'x-cache': 'Hit', etag: '"1"' }, body: Buffer.from('x') };
  const kept = { status: '200', headers: { via: [{ value: '1.1 a' }] } };
  expect(readResponse(kept, 'origin-response', base)).toEqual({ ...base, headers: { via: '1.1 a', 'x-cache': 'Hit' } });
  expect(() => readResponse({ status: '200', headers: {} }, 'origin-response', base)).toThrow('read-only header: via');
});
