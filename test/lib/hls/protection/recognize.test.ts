import { describe, expect, test } from '@jest/globals';
import { describeProtection, eachOnce, findingOf } from '../../../../src/lib/hls/protection/protection.js';
import {
  changingToken,
  protectionOfAnswer,
  protectionOfUrl,
  refusalWords,
} from '../../../../src/lib/hls/protection/recognize.js';

const SECRET = 'sEcReT0123456789';

function answer(changes: { url?: string; status?: number; headers?: [string, string][]; body?: string } = {}) {
  const { url = 'https://d1.cloudfront.net/live/index.m3u8', status = 200, headers = [], body = '#EXTM3U\n' } = changes;
  return { url, status, headers: new Headers(headers), text: () => body };
}

const errorXml = (code: string, message: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;

describe('a URL', () => {
  test.each([
    ['a canned policy of CloudFront', `/a.m3u8?Expires=1767290400&Signature=${SECRET}&Key-Pair-Id=K2${SECRET}`],
    ['a custom policy of CloudFront', `/a.m3u8?size=1&Policy=${SECRET}&Signature=${SECRET}&Key-Pair-Id=K2${SECRET}`],
  ])('with %s is signed', (_, path) => {
    expect(protectionOfUrl(`https://d1.cloudfront.net${path}`)).toMatchObject([
      { kind: 'cloudfront-signed-url', where: 'in the query (Signature, Key-Pair-Id)' },
    ]);
  });

  test.each([
    [`?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${SECRET}&X-Amz-Signature=${SECRET}`, 'presigned-url'],
    [`?AWSAccessKeyId=${SECRET}&Expires=1&Signature=${SECRET}`, 'presigned-url'],
    [`?hdnts=st=1~exp=2~acl=/*~hmac=${SECRET}`, 'akamai-token'],
    [`?hdnea=exp=2~acl=/*~hmac=${SECRET}`, 'akamai-token'],
    [`?aws.sessionId=${SECRET}`, 'mediatailor'],
  ])('with the query %s is recognised', (query, kind) => {
    expect(protectionOfUrl(`https://cdn.example/live/a.m3u8${query}`)).toMatchObject([{ kind }]);
  });

  test('with the session token of Akamai in its path is recognised', () => {
    const found = protectionOfUrl(`https://cdn.example/hdntl=exp=2~acl=%2f*~data=hdntl~hmac=${SECRET}/live/a.m3u8`);
    expect(found).toEqual([
      { kind: 'akamai-token', where: 'in the path (hdntl)', url: 'https://cdn.example/hdntl=…/live/a.m3u8' },
    ]);
  });

  test.each([
    [`https://cdn.example/live;hdntl=exp=2~hmac=${SECRET}/a.m3u8`, 'in the path (hdntl)'],
    [`https://cdn.example/exp=2~acl=/*~hmac=${SECRET}/live/a.m3u8`, 'in the path (hmac)'],
  ])('with a token of Akamai in other shapes is recognised: %s', (url, where) => {
    const found = protectionOfUrl(url);
    expect(found).toMatchObject([{ kind: 'akamai-token', where }]);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });

  test.each([
    [
      'https://0ab.mediatailor.eu-west-1.amazonaws.com/v1/master/a1bc06b59e9a570b3b6b886a763d15814a86f0bb/live/a.m3u8',
      'by the host name',
    ],
    ['https://ads.example/v1/master/111122223333/origin/index.m3u8', 'by the path'],
    [`https://ads.example/v1/manifest/111122223333/origin/${SECRET}/0.m3u8`, 'by the path'],
  ])('of MediaTailor is recognised: %s', (url, where) => {
    expect(protectionOfUrl(url)).toMatchObject([{ kind: 'mediatailor', where }]);
  });

  test.each([
    'https://d1.cloudfront.net/out/v1/abc/index.m3u8',
    'https://d1.cloudfront.net/a.m3u8?Expires=3&Signature=1',
    'https://d1.cloudfront.net/a.m3u8?Signature=1&Signature=2&signature=3',
    'https://d1.cloudfront.net/a.m3u8?_HLS_msn=3&token=fixed',
    'https://d1.cloudfront.net/a.m3u8?hdnts={$hdnts}',
    'https://d1.cloudfront.net/hdntl={$hdntl}/a.m3u8',
    'https://d1.cloudfront.net/v1/master/index.m3u8',
    'https://mediatailor.example/a.m3u8',
    'no URL',
    '',
  ])('that needs nothing of a viewer shows nothing: %s', (url) => {
    expect(protectionOfUrl(url)).toEqual([]);
  });
});

describe('an answer', () => {
  test('that sets signed cookies is recognised by their names', () => {
    const headers: [string, string][] = [
      ['set-cookie', `CloudFront-Policy=${SECRET}; Path=/; Secure`],
      ['set-cookie', `CloudFront-Signature=${SECRET}; Path=/; Secure`],
      ['set-cookie', `theme=${SECRET}`],
    ];
    expect(protectionOfAnswer(answer({ headers }))).toMatchObject([
      { kind: 'access-cookies', where: 'in the answer (Set-Cookie: CloudFront-Policy and CloudFront-Signature)' },
    ]);
    expect(protectionOfAnswer(answer({ headers: [['set-cookie', 'theme=dark']] }))).toEqual([]);
  });

  test.each([
    ['no signature', [], errorXml('MissingKey', 'Missing Key-Pair-Id query parameter or cookie value')],
    ['a key that it does not know', [], errorXml('InvalidKey', 'Unknown Key')],
    ['a signature that has expired', [['server', 'CloudFront']], errorXml('AccessDenied', 'Access denied')],
  ])('of CloudFront to %s is a demand for one', (_, headers, body) => {
    const refused = answer({ status: 403, headers: headers as [string, string][], body });
    expect(protectionOfAnswer(refused)).toMatchObject([{ kind: 'cloudfront-restricted' }]);
    expect(refusalWords(refused)).toBe(': CloudFront demands a signed URL or signed cookies');
  });

  test.each([
    ['S3 refuses', 403, 'AmazonS3', errorXml('AccessDenied', 'Access Denied', '<RequestId>1</RequestId>')],
    ['a web ACL refuses', 403, 'CloudFront', '<html>The request could not be satisfied</html>'],
    ['the words are those of a playlist', 200, 'CloudFront', '#EXTM3U\n# MissingKey, Unknown Key\n'],
    ['there is no body', 403, 'CloudFront', ''],
  ])('is none where %s', (_, status, server, body) => {
    const other = answer({ status, headers: [['server', server]], body });
    expect(protectionOfAnswer(other)).toEqual([]);
    expect(refusalWords(other)).toBe('');
  });

  test.each([
    ['https://x.egress.y.mediapackagev2.eu-west-1.amazonaws.com/out/v1/a.m3u8', 403, 'MediaPackage v2'],
    ['https://x.mediapackage.eu-west-1.amazonaws.com/out/v1/a.m3u8', 403, 'MediaPackage (CDN'],
    ['https://x.data.mediastore.eu-west-1.amazonaws.com/a.m3u8', 403, 'MediaStore'],
    ['https://bucket.s3.eu-west-1.amazonaws.com/a.m3u8', 403, 'Amazon S3'],
  ])('of the origin %s with %i names who refuses', (url, status, who) => {
    const words = refusalWords(answer({ url, status }));
    expect(words).toMatch(/^: .* may refuse all but the distribution$/);
    expect(words).toContain(who);
  });
});

describe('two readings', () => {
  const base = 'https://d1.cloudfront.net';

  test('that differ in the query show its parameter', () => {
    const found = changingToken(`${base}/a.m3u8?q=1&sessionId=${SECRET}`, `${base}/a.m3u8?q=1&sessionId=other`);
    expect(found).toMatchObject([{ kind: 'changing-token', where: 'in the query (sessionId)' }]);
  });

  test('that differ in the path show the path without what differs', () => {
    const found = changingToken(`${base}/s/${SECRET}/a.m3u8`, `${base}/s/other/a.m3u8`);
    expect(found).toEqual([{ kind: 'changing-token', where: 'in the path', url: `${base}/s/…/a.m3u8` }]);
  });

  test('that differ in a parameter without a name do not show it', () => {
    for (const first of [`${base}/a.m3u8?${SECRET}`, `${base}/a.m3u8?${SECRET}=&b=1`]) {
      const found = changingToken(first, `${base}/a.m3u8?other&b=1`);
      expect(found).toMatchObject([{ where: expect.stringMatching(/^in the query/) }]);
      expect(JSON.stringify(found)).not.toContain(SECRET);
    }
  });

  test.each([
    [`${base}/a.m3u8`, `${base}/a.m3u8`],
    [`${base}/a.m3u8`, 'https://d2.cloudfront.net/a.m3u8'],
    ['a{', 'b{'],
    // This is recognised by itself.
    [`${base}/a.m3u8?hdnts=1`, `${base}/a.m3u8?hdnts=2`],
  ])('show nothing else: %s and %s', (first, second) => {
    expect(changingToken(first, second)).toEqual([]);
  });
});

test('nothing that is said holds a value', () => {
  const all = [
    ...protectionOfUrl(`https://u:${SECRET}@d1.example/a.m3u8?Signature=${SECRET}&Key-Pair-Id=${SECRET}#${SECRET}`),
    ...protectionOfUrl(`https://d1.example/hdntl=exp=2~hmac=${SECRET}/a.m3u8?hdnts=hmac=${SECRET}`),
    ...protectionOfUrl(`https://d1.example/v1/manifest/111122223333/origin/${SECRET}/0.m3u8?aws.sessionId=${SECRET}`),
    ...protectionOfAnswer(answer({ headers: [['set-cookie', `CloudFront-Policy=${SECRET}`]] })),
    ...changingToken(`https://d1.example/${SECRET}/a.m3u8?x=${SECRET}`, 'https://d1.example/b/a.m3u8?x=1'),
    ...changingToken(`https://d1.example/${SECRET}.m3u8`, 'https://d1.example/b/c/a.m3u8'),
  ];
  expect(all.length).toBeGreaterThanOrEqual(7);
  expect(JSON.stringify(all) + all.map(describeProtection).join()).not.toContain(SECRET);
});

test('of many URLs of one host that show the same, one is told', () => {
  const all = ['low', 'high'].flatMap((name) => protectionOfUrl(`https://d1.example/${name}.m3u8?hdnts=1`));
  expect(eachOnce(all)).toEqual(all.slice(0, 1));
  expect(all.map(findingOf)).toEqual(['viewer-tokens', 'viewer-tokens']);
});
