import { expect, test } from '@jest/globals';
import { redact } from '../../src/lib/redact.js';

test.each([
  ['an access key', 'by AKIAIOSFODNN7EXAMPLE', 'by AKIA…'],
  [
    'a signed URL',
    'GET https://d1.net/a.m3u8?Policy=eyJ&Signature=abc~d&Key-Pair-Id=K2 200',
    'GET https://d1.net/a.m3u8?Policy=…&Signature=…&Key-Pair-Id=… 200',
  ],
  ['a viewer’s token', 'https://d1.net/a.m3u8?hdnts=exp=1~hmac=ff#x', 'https://d1.net/a.m3u8?hdnts=…#x'],
  ['a password in a URL', 'http://ann:pa55@enc.example/x', 'http://…@enc.example/x'],
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
    'a plain line',
    'STSClient.GetCallerIdentityCommand eu-west-1 200 12 ms',
    'STSClient.GetCallerIdentityCommand eu-west-1 200 12 ms',
  ],
])('%s', (_what, text, shown) => {
  expect(redact(text)).toBe(shown);
});
