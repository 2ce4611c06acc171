import { describe, expect, test } from '@jest/globals';
import { checkMerged } from '../../../../src/lib/playlist/merge/check-merged.js';
import { type MergedMaster, mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { fixture, master, mastersOf } from '../masters.js';
import { refusalOf } from './merging.js';

const LADDER = fixture('apple-fmp4/eu-west-1.m3u8');

/** The merge of two such ladders, with every copy changed by hand. */
function spoiled(change: (text: string) => string): MergedMaster {
  const merged = mergeMasters(mastersOf(LADDER, LADDER), { steering: true });
  return { ...merged, copies: new Map([...merged.copies].map(([region, text]) => [region, change(text)])) };
}

describe('an unsound merge is not let through', () => {
  test.each<[string, (text: string) => string]>([
    ['a lost variant', (text) => text.replace(/#EXT-X-STREAM-INF.*\n.*\n/, '')],
    ['a copy that differs', (text) => text.replace('BANDWIDTH=2177116', 'BANDWIDTH=2177117')],
    ['a relative URI', (text) => text.replace('https://d1111.cloudfront.net/out/v1/aaa/v5/', 'v5/')],
    ['a group for two regions', (text) => text.replaceAll('AUDIO="aud1_eu-west-2"', 'AUDIO="aud1_eu-west-1"')],
    ['a variant in no pathway', (text) => text.replace(',PATHWAY-ID="eu-west-2"\nhttps', '\nhttps')],
  ])('%s', (_, change) => {
    expect(refusalOf(() => checkMerged(spoiled(change))).code).toBe('MERGE_UNSOUND');
  });
});

describe('what the regions’ own playlists hold does not hold up the publishing', () => {
  test('a backup of each rung, listed after the ladder', () => {
    const rungs = ['a', 'b'].flatMap((copy) =>
      [2, 1].flatMap((rate) => [`#EXT-X-STREAM-INF:BANDWIDTH=${rate}000000`, `${copy}${rate}.m3u8`]),
    );
    const merged = mergeMasters(mastersOf(master(...rungs), master(...rungs)), { steering: true });
    expect(merged.summary.rungs).toBe(4);
    checkMerged(merged);
  });

  test.each([true, false])('both regions behind one host, steering %s', (steering) => {
    const text = (path: string) => master('#EXT-X-STREAM-INF:BANDWIDTH=1', `https://same.example/${path}.m3u8`);
    checkMerged(mergeMasters(mastersOf(text('a'), text('b')), { steering }));
  });

  test('a group without renditions', () => {
    const text = master('#EXT-X-STREAM-INF:BANDWIDTH=1,CLOSED-CAPTIONS="gone"', 'v.m3u8');
    checkMerged(mergeMasters(mastersOf(text, text), { steering: true }));
  });

  test.each([
    ['a date range with a comma at its end', '#EXT-X-DATERANGE:ID="a",START-DATE="2026-01-01T00:00:00Z",'],
    ['a date range without a beginning', '#EXT-X-DATERANGE:ID="a",END-DATE="2026-01-01T00:00:00Z"'],
    ['an attribute without a value', '#EXT-X-DATERANGE:ID="a",X-COM'],
    ['interstitials without an ID', '#EXT-X-DATERANGE:CLASS="com.apple.hls.interstitial"'],
    ['a start that is no number', '#EXT-X-START:TIME-OFFSET=soon,'],
    ['a cue', '#EXT-X-CUE-OUT-CONT:'],
    ['a tag of a vendor', '#EXT-X-VENDOR:A=1,,=,B'],
    ['an empty list', '#EXT-X-SESSION-DATA:'],
  ])('%s', (_, line) => {
    const text = master('#EXT-X-VERSION:6', line, '#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8');
    for (const steering of [true, false]) checkMerged(mergeMasters(mastersOf(text, text), { steering }));
  });
});
