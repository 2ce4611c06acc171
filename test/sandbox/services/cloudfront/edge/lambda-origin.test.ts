import { describe, expect, test } from '@jest/globals';
import { lambdaOrigin, readOrigin } from '../../../../../src/sandbox/services/cloudfront/edge/lambda-origin.js';
import { originTarget } from '../../../../../src/sandbox/services/cloudfront/edge/origin-target.js';

const configured = originTarget({
  Id: 'packager',
  DomainName: 'packager.example.com',
  OriginPath: '/live',
  ConnectionAttempts: 1,
  ConnectionTimeout: 2,
  CustomHeaders: { Quantity: 1, Items: [{ HeaderName: 'X-Secret', HeaderValue: 's3cret' }] },
  CustomOriginConfig: {
    HTTPPort: 8080,
    HTTPSPort: 8443,
    OriginProtocolPolicy: 'https-only',
    OriginReadTimeout: 7,
    OriginKeepaliveTimeout: 6,
    OriginSslProtocols: { Quantity: 2, Items: ['TLSv1.1', 'TLSv1.2'] },
  },
});
const bucket = originTarget({
  Id: 'bucket',
  DomainName: 'masters.s3.eu-west-1.amazonaws.com',
  OriginAccessControlId: 'OAC1',
  S3OriginConfig: { OriginAccessIdentity: '' },
});
const custom = {
  customHeaders: {},
  domainName: 'other.example.com',
  keepaliveTimeout: 5,
  path: '/out',
  port: 443,
  protocol: 'https',
  readTimeout: 2,
  sslProtocols: ['TLSv1.2'],
};
const s3 = { customHeaders: {}, domainName: 'other.s3.amazonaws.com', path: '', region: '', authMethod: 'none' };

describe('the origin in the event', () => {
  test('a custom origin has all of its settings', () => {
    expect(lambdaOrigin(configured)).toEqual({
      custom: {
        customHeaders: { 'x-secret': [{ key: 'X-Secret', value: 's3cret' }] },
        domainName: 'packager.example.com',
        keepaliveTimeout: 6,
        path: '/live',
        port: 8443,
        protocol: 'https',
        readTimeout: 7,
        sslProtocols: ['TLSv1.1', 'TLSv1.2'],
      },
    });
  });

  test('what a distribution leaves out has CloudFront’s defaults', () => {
    const plain = originTarget({ Id: 'a', DomainName: 'a.example.com' });
    expect(plain).toMatchObject({ attempts: 3, connectionTimeoutS: 10 });
    expect(lambdaOrigin(plain)).toEqual({
      custom: {
        customHeaders: {},
        domainName: 'a.example.com',
        keepaliveTimeout: 5,
        path: '',
        port: 80,
        protocol: 'http',
        readTimeout: 30,
        sslProtocols: ['TLSv1.2'],
      },
    });
  });

  test('returned unchanged, it is the same origin', () => {
    for (const origin of [configured, bucket]) expect(readOrigin(lambdaOrigin(origin), origin)).toEqual(origin);
  });
});

describe('an origin that a function chose', () => {
  test('replaces the distribution’s; connection attempts and timeout stay', () => {
    expect(readOrigin({ custom: { ...custom, customHeaders: { 'X-Key': [{ value: 'k' }] } } }, configured)).toEqual({
      kind: 'custom',
      domainName: 'other.example.com',
      path: '/out',
      customHeaders: { 'x-key': 'k' },
      attempts: 1,
      connectionTimeoutS: 2,
      port: 443,
      protocol: 'https',
      readTimeoutS: 2,
      keepaliveTimeoutS: 5,
      sslProtocols: ['TLSv1.2'],
    });
  });

  test('a bucket may replace a custom origin, and is signed for only where the distribution’s is a bucket', () => {
    expect(readOrigin({ s3 }, configured)).toMatchObject({ kind: 's3', accessControl: false });
    expect(readOrigin({ s3 }, bucket)).toMatchObject({ kind: 's3', accessControl: true });
    expect(readOrigin({ custom }, bucket)).toMatchObject({ kind: 'custom', domainName: 'other.example.com' });
  });

  test.each<[string, object, string]>([
    ['no domain name', { domainName: '' }, 'DomainName'],
    ['a port in the domain name', { domainName: 'a.example.com:8443' }, 'DomainName'],
    ['an IPv4 address', { domainName: '127.0.0.1' }, 'DomainName'],
    ['a URL', { domainName: 'https//a.example.com' }, 'DomainName'],
    ['254 characters', { domainName: 'a'.repeat(254) }, 'DomainName'],
    ['port 81', { port: 81 }, 'Port'],
    ['port 70000', { port: 70_000 }, 'Port'],
    ['a port that is text', { port: '443' }, 'Port'],
    ['a protocol policy', { protocol: 'match-viewer' }, 'Protocol'],
    ['a response timeout of 0 s', { readTimeout: 0 }, 'ReadTimeout'],
    ['a response timeout of 61 s', { readTimeout: 61 }, 'ReadTimeout'],
    ['a response timeout of 1.5 s', { readTimeout: 1.5 }, 'ReadTimeout'],
    ['no response timeout', { readTimeout: undefined }, 'ReadTimeout'],
    ['a keep-alive timeout of 61 s', { keepaliveTimeout: 61 }, 'KeepaliveTimeout'],
    ['a path without a slash', { path: 'out' }, 'Path'],
    ['a path that ends with a slash', { path: '/out/' }, 'Path'],
    ['a path that is not encoded', { path: '/o ut' }, 'Path'],
    ['a path of 256 characters', { path: `/${'a'.repeat(255)}` }, 'Path'],
    ['TLS 1.3', { sslProtocols: ['TLSv1.3'] }, 'SslProtocols'],
    ['no TLS version', { sslProtocols: [] }, 'SslProtocols'],
  ])('%s is refused', (_name, change, field) => {
    expect(() => readOrigin({ custom: { ...custom, ...change } }, configured)).toThrow(
      `The Lambda function returned an invalid origin configuration: The value of ${field} is invalid.`,
    );
  });

  test.each<[string, unknown]>([
    ['a list', []],
    ['a value without a list', { 'x-key': 'k' }],
    ['a value of two lines', { 'x-key': [{ value: 'k\r\nx: y' }] }],
    ['a name with a space', { 'x key': [{ value: 'k' }] }],
    ['Host', { Host: [{ value: 'a.example.com' }] }],
    ['Cookie', { cookie: [{ value: 'a=b' }] }],
    ['X-Amz-Date', { 'x-amz-date': [{ value: '1' }] }],
    ['a value of 1,784 characters', { 'x-key': [{ value: 'k'.repeat(1784) }] }],
    ['11 headers', Object.fromEntries([...Array(11).keys()].map((index) => [`x-${index}`, [{ value: 'k' }]]))],
  ])('custom headers: %s is refused', (_name, customHeaders) => {
    expect(() => readOrigin({ custom: { ...custom, customHeaders } }, configured)).toThrow(
      'One or more HeaderName or HeaderValue values are invalid.',
    );
  });

  test.each<[string, unknown]>([
    ['no origin', undefined],
    ['an empty one', {}],
    ['two origins', { custom, s3 }],
    ['a list', [custom]],
  ])('%s is refused', (_name, origin) => {
    expect(() => readOrigin(origin, configured)).toThrow('invalid origin configuration');
  });

  test('an origin access identity cannot be had with a bucket that replaces a custom origin', () => {
    const withIdentity = { ...s3, authMethod: 'origin-access-identity', region: 'eu-west-1' };
    expect(() => readOrigin({ s3: withIdentity }, configured)).toThrow('AuthMethod');
    expect(() => readOrigin({ s3: { ...s3, domainName: 'Upper.s3.amazonaws.com' } }, bucket)).toThrow('DomainName');
  });
});
