import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { readMediaPlaylist } from '../../../src/lib/hls/read-media-playlist.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const COUNT = 12;
const SEGMENTS = 60_000;
const HEAD = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n';

test.each<[string, string, string]>([
  ['byte ranges', '#EXT-X-BYTERANGE:1234567@1000000000\n#EXTINF:2,\nthe-only-file.ts\n', ''],
  ['a name that is not defined', '#EXTINF:2,\n{$a-name-that-nobody-defined}.ts\n', ''],
  ['keys', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://a-key-with-a-long-name"\n#EXTINF:2,\na.ts\n', ''],
  [
    'a part that is to come',
    '#EXTINF:2,\nsegment.ts\n',
    '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="a-part-with-a-name.mp4"\n',
  ],
])('of a long playlist with %s, only its end stays in memory', (_, segment, end) => {
  const body = Buffer.from(`${HEAD}${segment.repeat(SEGMENTS)}${end}`);
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: COUNT }, () =>
    readMediaPlaylist(body.toString('utf8'), 'https://one.example/v.m3u8', { tail: 300 }),
  );
  collect();
  const grown = process.memoryUsage().heapUsed - before;
  expect(kept).toHaveLength(COUNT);
  expect(grown).toBeLessThan((COUNT * body.length) / 3);
});
