import { describe, expect, test } from '@jest/globals';
import { proxyAdvice } from '../../../src/lib/http/network-advice.js';
import { proxyFor } from '../../../src/lib/http/proxy.js';

const PROXY = 'http://proxy.example:3128';
const AWS = 'https://dynamodb.eu-west-1.amazonaws.com';

const proxyOf = (url: string, environment: Record<string, string>) => proxyFor(new URL(url), environment)?.href;

describe('the proxy of a URL', () => {
  test.each<[string, string, Record<string, string>, string | undefined]>([
    ['none without a variable', AWS, {}, undefined],
    ['HTTPS_PROXY for https', AWS, { HTTPS_PROXY: PROXY }, `${PROXY}/`],
    ['not HTTP_PROXY for https', AWS, { HTTP_PROXY: PROXY }, undefined],
    ['HTTP_PROXY for http', 'http://one.example/', { HTTP_PROXY: PROXY }, `${PROXY}/`],
    ['ALL_PROXY for both', 'http://one.example/', { ALL_PROXY: PROXY }, `${PROXY}/`],
    ['lower case first', AWS, { HTTPS_PROXY: 'http://other.example', https_proxy: PROXY }, `${PROXY}/`],
    ['an empty variable is none', AWS, { https_proxy: '', HTTPS_PROXY: PROXY }, `${PROXY}/`],
    ['without a scheme it is http, whatever the server', AWS, { HTTPS_PROXY: 'proxy.example:3128' }, `${PROXY}/`],
    ['a TLS proxy', AWS, { HTTPS_PROXY: 'https://proxy.example' }, 'https://proxy.example/'],
    ['with user and password', AWS, { HTTPS_PROXY: 'http://ann:pw@proxy.example' }, 'http://ann:pw@proxy.example/'],
  ])('%s', (_what, url, environment, expected) => {
    expect(proxyOf(url, environment)).toBe(expected);
  });

  test.each(['http://localhost:4570', 'http://d1.cloudfront.localhost:4571', 'http://127.0.0.1:80', 'http://[::1]:80'])(
    'this machine is never reached through one: %s',
    (url) => {
      expect(proxyOf(url, { ALL_PROXY: PROXY })).toBeUndefined();
    },
  );

  test.each<[string, string, boolean]>([
    ['*', AWS, true],
    ['dynamodb.eu-west-1.amazonaws.com', AWS, true],
    ['amazonaws.com', AWS, true],
    ['.amazonaws.com', AWS, true],
    ['*.amazonaws.com', AWS, true],
    ['AmazonAWS.com', AWS, true],
    ['other.example, amazonaws.com', AWS, true],
    ['other.example amazonaws.com', AWS, true],
    ['amazonaws.com:443', AWS, true],
    ['amazonaws.com:8443', AWS, false],
    ['amazonaws.com:8443', 'https://sts.amazonaws.com:8443', true],
    ['naws.com', AWS, false],
    ['.', AWS, false],
    [',', AWS, false],
    ['10.0.0.7', 'https://10.0.0.7', true],
    ['10.0.0.7:443', 'https://10.0.0.7', true],
    ['fd00::7', 'https://[fd00::7]', true],
    ['[fd00::7]:443', 'https://[fd00::7]', true],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['fd00::/8', 'https://[fd12::7]', true],
    ['fd00::/8', 'https://[fe80::7]', false],
    ['10.0.0.0/33', 'https://10.1.2.3', false],
    ['10.0.0.0/8', AWS, false],
  ])('NO_PROXY=%j, %s: exempt %s', (exempt, url, expected) => {
    expect(proxyOf(url, { ALL_PROXY: PROXY, NO_PROXY: exempt }) === undefined).toBe(expected);
  });

  test.each(['socks5://ann:secret@proxy.example', 'http://', 'http://proxy.example:port'])(
    '%s is refused, without its value, which may hold a password',
    (value) => {
      let refusal: unknown;
      try {
        proxyOf(AWS, { HTTPS_PROXY: value });
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toMatchObject({
        code: 'PROXY_INVALID',
        exitCode: 2,
        message: 'HTTPS_PROXY is not the URL of an http or https proxy.',
      });
    },
  );
});

test('where nothing answers, the advice names the proxy that is set, without its password', () => {
  expect(proxyAdvice({})).toContain('set HTTPS_PROXY=http://HOST:PORT');
  const set = proxyAdvice({ https_proxy: 'http://ann:s3cret@proxy.example:3128' });
  expect(set).toContain('the proxy proxy.example:3128 (https_proxy)');
  expect(set).not.toContain('s3cret');
  expect(proxyAdvice({ ALL_PROXY: 'http://' })).not.toContain('undefined');
});
