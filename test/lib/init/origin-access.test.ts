import { describe, expect, test } from '@jest/globals';
import { guardOf, lookAtOrigin } from '../../../src/lib/init/origin-access.js';
import { type CannedAnswer, CannedHttp } from '../playlist/canned-http.js';

const URL = 'https://one.mediapackage.eu-west-1.amazonaws.com/out/v1/abc/index.m3u8';
const HEADER = 'CloudFront sends it the header X-MediaPackage-CDNIdentifier';

function look(answer: CannedAnswer | undefined, guard?: string) {
  const http = new CannedHttp();
  if (answer) http.answers.set(URL, answer);
  return lookAtOrigin(URL, { http, guard });
}

// live-streaming-on-aws, live-streaming.ts: MediaPackage endpoints with a CdnIdentifierSecret, which CloudFront alone has.
describe('an origin that is asked without CloudFront', () => {
  test.each<[string, CannedAnswer | undefined, string | undefined, object]>([
    ['answers a playlist', { body: '#EXTM3U\n' }, undefined, { kind: 'open' }],
    ['answers a playlist, whatever CloudFront sends', { body: '\uFEFF#EXTM3U\n' }, HEADER, { kind: 'open' }],
    ['401', { status: 401 }, undefined, { kind: 'cloudfront-only', why: 'answers 401' }],
    [
      '403',
      { status: 403, body: '#EXTM3U\n' },
      undefined,
      {
        kind: 'cloudfront-only',
        why: 'answers 403: MediaPackage (CDN authorization) may refuse all but the distribution',
      },
    ],
    ['404', { status: 404 }, undefined, { kind: 'unreadable', why: 'answers 404' }],
    [
      '404, and a secret header',
      { status: 404 },
      HEADER,
      { kind: 'cloudfront-only', why: `answers 404, and ${HEADER}` },
    ],
    [
      'a sign-in page',
      { body: '<html>' },
      undefined,
      { kind: 'unreadable', why: 'answers something that is not a playlist' },
    ],
    ['no answer', undefined, undefined, { kind: 'unreadable', why: 'does not answer (the connection was refused)' }],
    ['no answer in a VPC', undefined, 'CloudFront reaches it in a VPC', { kind: 'cloudfront-only' }],
  ])('%s', async (_, answer, guard, expected) => {
    expect(await look(answer, guard)).toMatchObject(expected);
  });
});

const origin = { Id: 'one', DomainName: 'one.example' };

test.each<[object, string | undefined]>([
  [{}, undefined],
  [{ CustomHeaders: { Quantity: 0 } }, undefined],
  [
    { CustomHeaders: { Quantity: 1, Items: [{ HeaderName: 'X-MediaPackage-CDNIdentifier', HeaderValue: 's3cret' }] } },
    HEADER,
  ],
  [{ OriginAccessControlId: '' }, undefined],
  [{ OriginAccessControlId: 'E1' }, 'CloudFront signs its requests'],
  [{ S3OriginConfig: { OriginAccessIdentity: '' } }, undefined],
  [
    { S3OriginConfig: { OriginAccessIdentity: 'origin-access-identity/cloudfront/E1' } },
    'CloudFront signs its requests',
  ],
  [{ VpcOriginConfig: { VpcOriginId: 'vo_1' } }, 'CloudFront reaches it in a VPC'],
])('what CloudFront adds to requests to the origin %j', (settings, expected) => {
  expect(guardOf({ ...origin, ...settings })).toBe(expected);
});
