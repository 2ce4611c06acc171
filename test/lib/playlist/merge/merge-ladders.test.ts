import { expect, test } from '@jest/globals';
import { checkText } from '../../../../src/lib/playlist/check/check-text.js';
import { checkMerged } from '../../../../src/lib/playlist/merge/check-merged.js';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { master, mastersOf } from '../masters.js';

const audio = (attributes: string) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",${attributes}`;
const video = (bandwidth: number, more = '') => [
  `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},RESOLUTION=640x360,CODECS="avc1.640028,mp4a.40.2"${more}`,
  `${bandwidth}.m3u8`,
];
const soundOnly = ['#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"', 'sound.m3u8'];

/** Ladders of any kind: what each lists, and how many rungs and renditions that is. */
test.each<[string, string[], number, number]>([
  ['one rung', video(1), 1, 0],
  ['a rung of sound alone', [...video(2), ...soundOnly], 2, 0],
  ['nothing but sound', soundOnly, 1, 0],
  ['sound in the video', [audio('DEFAULT=YES'), ...video(1, ',AUDIO="a"')], 1, 1],
  ['sound beside the video', [audio('DEFAULT=YES,URI="a.m3u8"'), ...video(1, ',AUDIO="a"')], 1, 1],
  [
    'sound in the video and another beside it',
    [audio('DEFAULT=YES'), audio('URI="a.m3u8"').replace('"en"', '"de"'), ...video(1, ',AUDIO="a"')],
    1,
    2,
  ],
  [
    'closed captions and subtitles',
    [
      '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="en",INSTREAM-ID="CC1"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="en",FORCED=YES,URI="s.m3u8"',
      ...video(1, ',SUBTITLES="s",CLOSED-CAPTIONS="cc"'),
    ],
    1,
    2,
  ],
  [
    'keys of three DRM systems',
    [
      '#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="skd://a",KEYFORMAT="com.apple.streamingkeydelivery"',
      '#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES-CTR,URI="data:text/plain;base64,AA==",KEYFORMAT="com.microsoft.playready"',
      '#EXT-X-SESSION-KEY:METHOD=AES-128,URI="key.bin"',
      ...video(1),
    ],
    1,
    0,
  ],
  [
    'pictures for scrubbing',
    [
      ...video(1),
      '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"',
      '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1,RESOLUTION=320x180,CODECS="jpeg",URI="p.m3u8"',
    ],
    1,
    0,
  ],
  [
    'Dolby Vision, scores and stable ids',
    [
      ...video(2, ',SUPPLEMENTAL-CODECS="dvh1.08.07/db4h",VIDEO-RANGE=PQ,SCORE=2,STABLE-VARIANT-ID="a"'),
      ...video(1, ',SCORE=1,STABLE-VARIANT-ID="b"'),
    ],
    2,
    0,
  ],
  ['lines that end in CR LF', [...video(2), ...video(1)].map((line) => `${line}\r`), 2, 0],
])('%s: every rung once a region, and nothing to be found by the check', async (_, lines, rungs, renditions) => {
  const merged = mergeMasters(mastersOf(master(...lines), master(...lines)), { steering: true });
  expect(merged.summary).toMatchObject({ rungs, renditions, warnings: [] });
  checkMerged(merged);
  for (const text of merged.copies.values()) {
    expect(text).not.toContain('\r');
    expect(checkText(text, 'https://master.example/playlist.m3u8')).toEqual([]);
  }
});
