import { describe, expect, test } from '@jest/globals';
import { AccessKeys } from '../../../../src/sandbox/access-keys.js';
import { callOf, verify } from './arrived-call.js';

/** Keys of which AWS's documents tell. */
function keysOf(secretAccessKey: string): AccessKeys {
  return Object.assign(new AccessKeys(), { find: (accessKeyId: string) => ({ accessKeyId, secretAccessKey }) });
}

describe('examples of AWS', () => {
  const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const AT = Date.parse('2013-05-24T00:00:00Z');
  const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const authorization = (signedHeaders: string, signature: string) =>
    `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;

  test('GetObject with a range', () => {
    const call = callOf('GET', '/test.txt', {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': EMPTY,
      'x-amz-date': '20130524T000000Z',
      authorization: authorization(
        'host;range;x-amz-content-sha256;x-amz-date',
        'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      ),
    });
    expect(verify(call, AT, keysOf(SECRET))).toMatchObject({
      service: 's3',
      region: 'us-east-1',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    });
  });

  test('a presigned URL', () => {
    const url =
      '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
    const call = callOf('GET', url, { host: 'examplebucket.s3.amazonaws.com' });
    expect(verify(call, AT + 86_400_000, keysOf(SECRET))).toMatchObject({ service: 's3' });
    expect(() => verify(call, AT + 86_400_001, keysOf(SECRET))).toThrow('Request has expired');
  });

  const data = 'a'.repeat(65_536);
  const chunked = (payload: string, signature: string, more: Record<string, string>, body: string) => {
    const signedHeaders = [
      ...['content-encoding', 'host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-decoded-content-length'],
      ...['x-amz-storage-class', ...Object.keys(more)],
    ];
    if (more['content-length']) signedHeaders.splice(1, 0, signedHeaders.pop() as string);
    return callOf(
      'PUT',
      '/examplebucket/chunkObject.txt',
      {
        host: 's3.amazonaws.com',
        'content-encoding': 'aws-chunked',
        'x-amz-content-sha256': payload,
        'x-amz-date': '20130524T000000Z',
        'x-amz-decoded-content-length': '66560',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        authorization: authorization(signedHeaders.join(';'), signature),
        ...more,
      },
      body,
    );
  };
  const chunks = (one: string, two: string, end: string, trailers = '\r\n') =>
    `10000;chunk-signature=${one}\r\n${data}\r\n400;chunk-signature=${two}\r\n${data.slice(0, 1024)}\r\n0;chunk-signature=${end}\r\n${trailers}`;
  const inChunks = (body: string) =>
    chunked(
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
      { 'content-length': '66824' },
      body,
    );
  const ONE = 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648';
  const TWO = '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497';
  const END = 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9';

  test('PutObject in signed chunks', () => {
    const { body } = verify(inChunks(chunks(ONE, TWO, END)), AT, keysOf(SECRET));
    expect(body.toString()).toBe('a'.repeat(66_560));
  });

  test.each([
    ['another chunk', chunks(ONE, TWO, END).replace('aaaa', 'aaba')],
    ['a chunk that was left out', chunks(ONE, TWO, END).replace(/\r\n400;[\s\S]*?\r\n0;/, '\r\n0;')],
    ['a signature that was left out', chunks(ONE, TWO, END).replace(`;chunk-signature=${TWO}`, '')],
    ['no signed end', chunks(ONE, TWO, TWO)],
  ])('%s is refused', (_what, body) => {
    expect(() => verify(inChunks(body), AT, keysOf(SECRET))).toThrow('does not match the signature');
  });

  const withTrailers = (trailers: string) =>
    chunked(
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
      { 'x-amz-trailer': 'x-amz-checksum-crc32c' },
      chunks(
        'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
        '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
        '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
        trailers,
      ),
    );
  const TRAILER = 'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n';

  test('PutObject with trailers', () => {
    const call = withTrailers(`x-amz-checksum-crc32c:sOO8/Q==\r\n${TRAILER}`);
    expect(verify(call, AT, keysOf(SECRET)).headers).toMatchObject({ 'x-amz-checksum-crc32c': 'sOO8/Q==' });
    const other = withTrailers(`x-amz-checksum-crc32c:AAAA/Q==\r\n${TRAILER}`);
    expect(() => verify(other, AT, keysOf(SECRET))).toThrow('does not match the signature');
  });
});
