import { describe, expect, test } from '@jest/globals';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { master, mastersOf } from '../masters.js';

const text = (uri: string) => master('#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=640x360', uri);
const warnings = (uri: string, again?: string) => {
  const [one, two] = mastersOf(text(uri), text('v.m3u8'));
  const masters = [{ ...one, again: again && text(again) }, two] as Parameters<typeof mergeMasters>[0];
  return mergeMasters(masters, { steering: true }).summary.warnings;
};

describe('a URI that is made for one viewer is warned of, by the name of what makes it so', () => {
  test.each([
    ['v.m3u8?session=7a_zz', 'session'],
    ['v.m3u8?quality=hd&access_token=abcd', 'access_token'],
    ['v.m3u8?Expires=1799999999', 'Expires'],
    ['v.m3u8?X-Amz-Signature=00ff', 'X-Amz-Signature'],
    ['session_77/v.m3u8', 'session'],
  ])('%s', (uri, part) => {
    expect(warnings(uri)).toEqual([
      `eu-west-1 line 2: the URI of 640x360 1000000 bit/s has "${part}", which is usually made for one viewer or for a time; all viewers would share it, and lose the stream when it ends`,
    ]);
  });
});

test.each([
  'v.m3u8',
  'v.m3u8?quality=hd&v=3',
  'sessions-of-parliament/v.m3u8',
  'v.m3u8?session=',
  'v.m3u8?aws.sessionId=no',
])('%s is not', (uri) => {
  expect(warnings(uri)).toEqual([]);
});

test.each([
  ['v.m3u8?hdnts=exp=1~acl=/*~hmac=00', ' has a token in the manner of Akamai in the query (hdnts)'],
  ['v.m3u8?Signature=abcd&Key-Pair-Id=K', ' has a signature of CloudFront in the query'],
  ['v.m3u8?aws.sessionId=00ff', ' has a session of AWS Elemental MediaTailor in the query'],
])('%s is warned of as what it is', (uri, words) => {
  expect(warnings(uri)).toEqual([expect.stringContaining(words)]);
});

test('a URI that differs between two readings is warned of, whatever it is called', () => {
  expect(warnings('a81/v.m3u8?u=1', 'c07/v.m3u8?u=1')).toEqual([
    'eu-west-1 line 2: the URI of 640x360 1000000 bit/s changes with each request, as one with a session or token does; all viewers would share it, and lose the stream when it ends',
  ]);
  expect(warnings('a/v.m3u8', 'a/v.m3u8')).toEqual([]);
});

test('a region that is redirected to another host is warned of: closing its distribution does not stop it', () => {
  const [one, two] = mastersOf(text('v.m3u8'), text('v.m3u8'));
  const masters = [{ ...one, url: 'https://edge7.example/live/i.m3u8', askedUrl: one?.url }, two];
  const { warnings } = mergeMasters(masters as Parameters<typeof mergeMasters>[0], { steering: true }).summary;
  expect(warnings).toEqual([
    'eu-west-1: streams come from edge7.example, its master playlist from d1111.cloudfront.net; closing that distribution does not stop them',
  ]);
});
