import { describe, expect, test } from '@jest/globals';
import { findReroutes, mapParameter, readMapParameter } from '../../../src/lib/reroute/find-reroutes.js';
import { rerouteWords } from '../../../src/lib/reroute/reroute-words.js';
import { type StreamShape, twoStreams } from './two-streams.js';

async function find(one: Partial<StreamShape> = {}, two: Partial<StreamShape> = {}) {
  const { regions, http, asked } = twoStreams(one, two);
  const found = await findReroutes(regions, { http });
  return { ...found, words: rerouteWords(found.ways), asked };
}

test('two streams that are alike can stand in for one another', async () => {
  const { map, words, asked } = await find();
  expect(words).toBe('rerouting is possible');
  expect(map).toEqual({
    origins: Object.fromEntries(
      ['one', 'two'].map((name, index) => [
        `eu-west-${index + 1}`,
        {
          domainName: `${name}.example.com`,
          port: 443,
          protocol: 'https',
          path: '',
          sslProtocols: ['TLSv1.2'],
          readTimeout: 2,
          prefixes: [`/out/v1/${name}/`],
        },
      ]),
    ),
    ways: { 'eu-west-1': ['eu-west-2'], 'eu-west-2': ['eu-west-1'] },
  });
  expect(asked.every(({ url }) => /^https:\/\/(one|two)\.example\.com:443\/out\/v1\//.test(url))).toBe(true);
});

describe('why it is not possible', () => {
  test.each<[string, Partial<StreamShape>, RegExp]>([
    ['segments have other names', { names: (sequence) => `x_${sequence}.m4s` }, /has \S*x_100\.m4s where .*v_100\.m4s/],
    ['names hold the region', { names: (sequence) => `two/v_${sequence}.m4s` }, /has \S*two\/v_100\.m4s where/],
    ['names are paths from the root', { names: (sequence) => `/out/v1/two/v_${sequence}.m4s` }, /where eu-west-1 has/],
    ['names are absolute', { names: (sequence) => `https://two.cloudfront.net/v_${sequence}.m4s` }, /relatively/],
    [
      'the same moment has another number',
      { first: 101, dated: true, names: (n) => `v_${n - 1}.m4s` },
      /EXT-X-MEDIA-SEQUENCE|where eu-west-1 has/,
    ],
    ['numbers are far apart', { first: 500, dated: false }, /EXT-X-MEDIA-SEQUENCE/],
    ['segments begin at another time', { shift: 900 }, /begins -900 ticks apart/],
    ['initialization segments differ', { init: 'tini' }, /initialization segment \S*init\.mp4 differs/],
    ['it is three segments behind', { first: 97 }, /eu-west-2 is 3 segments behind; at most 2/],
    ['it is three segments ahead', { first: 103 }, /eu-west-1 is 3 segments behind/],
    ['target durations differ', { targetDuration: 4 }, /2 s and 4 s/],
    ['the ladders differ', { bandwidth: 9_000_000 }, /ladders differ/],
    [
      'keys differ',
      { extra: '#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example.com/2"' },
      /encrypted with other keys/,
    ],
    ['its origin checks the distribution', { origin: { OriginAccessControlId: 'OAC' } }, /origin access control/],
    ['its origin is in a VPC', { origin: { VpcOriginConfig: { VpcOriginId: 'vo_1' } } }, /VPC/],
    ['it does not answer', { status: 503 }, /index\.m3u8 answers 503/],
    ['it is no HLS', { folder: '/out/v1/none/', first: 0, names: () => '' }, /not possible/],
  ])('%s', async (_, two, why) => {
    const { words, map } = await find({}, two);
    expect(words).toMatch(/^rerouting is not possible, because /);
    expect(words).toMatch(why);
    expect(mapParameter(map)).toBe('none#null');
  });
});

describe('lag', () => {
  test.each([0, 1, 2, -1, -2])('of %i segments is bridged, and told', async (lag) => {
    const { ways } = await find({}, { first: 100 - lag });
    expect(ways).toEqual([
      { from: 'eu-west-1', to: 'eu-west-2', possible: true, lag },
      { from: 'eu-west-2', to: 'eu-west-1', possible: true, lag: -lag },
    ]);
  });
});

describe('header fields that a distribution adds', () => {
  const secret = { 'X-Secret': 'hush-hush' };

  test('are asked with, and are no obstacle where both send the same', async () => {
    const { words, map, asked } = await find({ headers: secret }, { headers: secret });
    expect(words).toBe('rerouting is possible');
    expect(map.origins['eu-west-1']?.customHeaders).toBe(true);
    expect(asked[0]?.headers).toMatchObject({ 'x-secret': 'hush-hush' });
    expect(JSON.stringify(map)).not.toContain('hush');
  });

  test('are an obstacle towards the origin that wants them, and are told by name only', async () => {
    const { words, map } = await find({ headers: secret });
    expect(words).toContain('possible from eu-west-1 to eu-west-2 only, because the origin of eu-west-1');
    expect(words).toContain('x-secret');
    expect(words).not.toContain('hush');
    expect(map.ways).toEqual({ 'eu-west-1': ['eu-west-2'], 'eu-west-2': [] });
  });
});

describe('the template’s parameter', () => {
  test('is a hash and JSON, and can be read back', async () => {
    const { map } = await find();
    const value = mapParameter(map) as string;
    expect(value).toMatch(/^[0-9a-f]{12}#\{"origins":/);
    expect(readMapParameter(value)).toEqual(map);
    expect(readMapParameter('none#null')).toBeUndefined();
    expect(readMapParameter('nonsense')).toBeUndefined();
    expect(readMapParameter(undefined)).toBeUndefined();
  });

  test('is not made where it would be longer than a parameter may be', async () => {
    const { map } = await find({ folder: `/${'a'.repeat(4000)}/` });
    expect(mapParameter(map)).toBeUndefined();
  });

  test('changes its hash with its content', async () => {
    const hash = async (two: Partial<StreamShape>) => mapParameter((await find({}, two)).map)?.split('#')[0];
    expect(await hash({})).toBe(await hash({}));
    expect(await hash({})).not.toBe(await hash({ folder: '/out/v1/three/' }));
  });
});
