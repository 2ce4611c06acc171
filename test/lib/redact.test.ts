import { expect, test } from '@jest/globals';
import { redact } from '../../src/lib/redact.js';

test.each([
  ['an access key', 'by AKIAIOSFODNN7EXAMPLE', 'by AKIA…'],
  [
    'a signed URL',
    'GET https://d1.net/a.m3u8?Policy=eyJ&Signature=abc~d&Key-Pair-Id=K2 200',
    'GET https://d1.net/a.m3u8?Policy=…&Signature=…&Key-Pair-Id=… 200',
  ],
  ['a viewer’s token', 'https://d1.net/a.m3u8?hdnts=exp=1~hmac=ff#x', 'https://d1.net/a.m3u8?hdnts=…#…'],
  ['a password in a URL', 'http://ann:pa55@enc.example/x', 'http://…@enc.example/x'],
  ['a password with an @ and a :', '(http://ann:p@:5@enc.example/x)', '(http://…@enc.example/x)'],
  ['a password with an apostrophe', "http://ann:p'5@enc.example/x", 'http://…@enc.example/x'],
  ['a password of another scheme', 'rtmp://ann:pa55@enc.example/x', 'rtmp://…@enc.example/x'],
  ['a password in a URL without a scheme', 'line 3: //ann:pa55@enc.example/x', 'line 3: //…@enc.example/x'],
  ['a password after one slash', 'https:/ann:pa55@enc.example/x', 'https:/…@enc.example/x'],
  ['a password after backslashes', 'https:\\\\ann:pa55@enc.example/x', 'https:\\\\…@enc.example/x'],
  ['a file of a scoped package', 'at file:///a/node_modules/@b/c.js', 'at file:///a/node_modules/@b/c.js'],
  ['a token in place of a name', 'https://gh_abc@enc.example/x line 3', 'https://…@enc.example/x line 3'],
  ['a query without a name', 'https://d1.net/a.m3u8?c2VjcmV0, then', 'https://d1.net/a.m3u8?…, then'],
  ['a fragment', 'https://d1.net/a.m3u8#access_token=x y', 'https://d1.net/a.m3u8#… y'],
  [
    'a token in a path',
    'https://d1.net/hdntl=exp=1700~acl=/*~data=x~hmac=00ff/v1/a.m3u8',
    'https://d1.net/hdntl=…/v1/a.m3u8',
  ],
  ['one without a hash', 'https://d1.net/hdnts=abc/v1/a.m3u8', 'https://d1.net/hdnts=…/v1/a.m3u8'],
  [
    'another name',
    'https://d1.net/token=abc/x;st=1;wmsAuthSign=zz/a.ts',
    'https://d1.net/token=…/x;st=1;wmsAuthSign=…/a.ts',
  ],
  [
    'a folder that is named for the token in the next one',
    'https://d1.net/token/c2VjcmV0/a.m3u8',
    'https://d1.net/token/…/a.m3u8',
  ],
  ['such a folder at the end of a path', '/v1/access-token/c2VjcmV0 is', '/v1/access-token/… is'],
  ['such a folder with a session', '/live/session/44_rTUz/360.m3u8', '/live/session/…/360.m3u8'],
  ['a file in a folder of such a name', '/live/token/index.m3u8?x=1', '/live/token/index.m3u8?x=…'],
  ['a source file of such a name', 'at /srv/app/session/read.js:12:3', 'at /srv/app/session/read.js:12:3'],
  ['an apostrophe in a value', "https://d1.net/a.m3u8?token=se'cret&b=c'd", 'https://d1.net/a.m3u8?token=…&b=…'],
  ['a quote in a value', 'https://d1.net/a.m3u8?token=se"cret" is', 'https://d1.net/a.m3u8?token=…" is'],
  ['a value in quotes', `'a.ts?token=abc', "b.ts?token=abc"`, `'a.ts?token=…', "b.ts?token=…"`],
  ['an apostrophe in a token of a path', "https://d1.net/token=se'cret/a.ts", 'https://d1.net/token=…/a.ts'],
  ['a value that holds =', 'a.m3u8?hdnts=exp=1~acl=/*~hmac=ff&x=a==', 'a.m3u8?hdnts=…&x=…'],
  ['a value without a name behind others', 'https://d1.net/a.m3u8?v=1&c2VjcmV0 is', 'https://d1.net/a.m3u8?v=…&… is'],
  ['a second question mark', 'https://d1.net/a.m3u8?b?token=abc', 'https://d1.net/a.m3u8?…?token=…'],
  [
    'a URL in a path',
    '/r/https%3A%2F%2Fd1.net%2Fa.m3u8%3Ftoken=abc&v=1',
    '/r/https%3A%2F%2Fd1.net%2Fa.m3u8%3Ftoken=…&v=…',
  ],
  [
    'an encoded query',
    'to=x%3Ftoken%3Dabc%26exp%3D17 and %253Ftoken%253Dabc',
    'to=x%3Ftoken%3D…%26exp%3D… and %253Ftoken%253D…',
  ],
  ['a question', 'really?yes & no', 'really?yes & no'],
  ['a web token', 'https://d1.net/eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.abc-_d/a.ts', 'https://d1.net/…/a.ts'],
  ['a relative URI', 'seg1.ts?token=abc&_HLS_msn=3 is', 'seg1.ts?token=…&_HLS_msn=3 is'],
  ['a header', 'authorization: Bearer abcdefghijkl', 'authorization: Bearer …'],
  [
    'an authorization header',
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/2026/x, Signature=fe5f80',
    'AWS4-HMAC-SHA256 Credential=…, Signature=…',
  ],
  ['a session token', `token ${'aB3/'.repeat(40)}==`, 'token …'],
  [
    'JSON credentials',
    '{"SecretAccessKey":"wJalr/K7","SessionToken": "x1"}',
    '{"SecretAccessKey":"…","SessionToken": "…"}',
  ],
  [
    'what AWS would have had signed',
    'should have been POST / x-amz-security-token:FwoGZXIvYXdz x-amz-date:2026',
    'should have been POST / x-amz-security-token:… x-amz-date:2026',
  ],
  [
    'what a player says of itself',
    'GET https://d1.net/steering.json?_HLS_pathway=eu-west-1',
    'GET https://d1.net/steering.json?_HLS_pathway=eu-west-1',
  ],
  [
    'a tag',
    'it ends with #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1"',
    'it ends with #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1"',
  ],
  ['a long path', `/${'srv/Streams2026/'.repeat(12)}cvs.yaml`, `/${'srv/Streams2026/'.repeat(12)}cvs.yaml`],
  [
    'an ARN',
    'arn:aws:cloudformation:us-east-1:111122223333:stack/spring-final-state/abc',
    'arn:aws:cloudformation:us-east-1:111122223333:stack/spring-final-state/abc',
  ],
  [
    'a plain line',
    'STSClient.GetCallerIdentityCommand eu-west-1 200 12 ms',
    'STSClient.GetCallerIdentityCommand eu-west-1 200 12 ms',
  ],
])('%s', (_what, text, shown) => {
  expect(redact(text)).toBe(shown);
});

test.each([
  '?',
  '&a',
  '?a=',
  'https://a',
  'http:',
  '/token',
  'hdnts=',
  '-eyJ',
  '%3Fa',
  '%25',
  '"',
  '@',
  '/a=',
  'Bearer ',
])('a text that repeats %p costs about as much as its length says', (piece) => {
  const cpu = (length: number) => {
    const text = piece.repeat(length / piece.length);
    const before = process.cpuUsage();
    redact(text);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  cpu(50_000);
  // Quadratic, it would be a thousand times as much.
  expect(cpu(320_000)).toBeLessThan(300 * Math.max(1000, cpu(10_000)));
});
