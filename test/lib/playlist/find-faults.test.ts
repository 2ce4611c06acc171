import { describe, expect, test } from '@jest/globals';
import { findFaults } from '../../../src/lib/playlist/find-faults.js';
import { mergeMasters } from '../../../src/lib/playlist/merge.js';
import { fixture, mastersOf } from './masters.js';

const URL = 'https://master.cloudfront.net/playlist.m3u8';

/** A sound merged playlist, line by line, to seed faults into. */
const SOUND = [
  '#EXTM3U',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json",PATHWAY-ID="one"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_one",NAME="en",URI="https://one.example/a.m3u8"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_two",NAME="en",URI="https://two.example/a.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_one",PATHWAY-ID="one"',
  'https://one.example/hd.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_two",PATHWAY-ID="two"',
  'https://two.example/hd.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=1000000,AUDIO="a_one",PATHWAY-ID="one"',
  'https://one.example/sd.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=1000000,AUDIO="a_two",PATHWAY-ID="two"',
  'https://two.example/sd.m3u8',
];

/** The sound playlist with lines replaced, by number. */
function broken(changes: Record<number, string>): string {
  return SOUND.map((line, index) => changes[index + 1] ?? line).join('\n');
}

test('the sound playlist has no fault', () => {
  expect(findFaults(SOUND.join('\n'), URL)).toEqual([]);
});

describe('our own output has no fault', () => {
  const shapes = ['mediapackage-v1', 'mediapackage-v2', 'medialive-s3', 'apple-fmp4', 'll-hls', 'everything'];
  test.each(shapes.flatMap((shape) => [true, false].map((steering) => [shape, steering] as const)))(
    '%s, steering %s',
    (shape, steering) => {
      const masters = mastersOf(fixture(`${shape}/eu-west-1.m3u8`), fixture(`${shape}/eu-west-2.m3u8`));
      for (const text of mergeMasters(masters, { steering }).copies.values()) expect(findFaults(text, URL)).toEqual([]);
    },
  );
});

describe('each seeded fault is found, with its line', () => {
  const swapped = { 8: SOUND[9] ?? '', 10: SOUND[7] ?? '', 7: SOUND[8] ?? '', 9: SOUND[6] ?? '' };
  test.each<[string, number, Record<number, string>]>([
    ['relative-uri', 5, { 6: 'hd.m3u8' }],
    ['relative-uri', 3, { 3: '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_one",NAME="en",URI="a.m3u8"' }],
    ['pathway-missing', 7, { 7: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_two"' }],
    ['pathway-unknown', 2, { 2: '#EXT-X-CONTENT-STEERING:SERVER-URI="/s",PATHWAY-ID="three"' }],
    ['steering-twice', 4, { 4: SOUND[1] ?? '' }],
    ['copies-differ', 7, { 7: '#EXT-X-STREAM-INF:BANDWIDTH=2001000,AUDIO="a_two",PATHWAY-ID="two"' }],
    ['copies-apart', 5, swapped],
    ['group-shared', 3, { 7: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_one",PATHWAY-ID="two"' }],
    ['group-missing', 7, { 7: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="gone",PATHWAY-ID="two"' }],
    ['host-shared', 7, { 8: 'https://one.example/other.m3u8' }],
    [
      'all-or-none',
      7,
      { 5: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_one",CLOSED-CAPTIONS=NONE,PATHWAY-ID="one"' },
    ],
    ['all-or-none', 7, { 5: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,SCORE=1,AUDIO="a_one",PATHWAY-ID="one"' }],
  ])('%s on line %i', (rule, line, changes) => {
    const found = findFaults(broken(changes), URL).map((fault) => `${fault.rule} ${fault.line}`);
    expect(found).toContain(`${rule} ${line}`);
  });

  test('one-pathway: a region’s own playlist', () => {
    const own = ['#EXTM3U', '#EXT-X-STREAM-INF:BANDWIDTH=1', 'https://one.example/v.m3u8'].join('\n');
    expect(findFaults(own, URL).map((fault) => fault.rule)).toEqual(['one-pathway']);
  });
});
