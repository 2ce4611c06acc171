import { expect, test } from '@jest/globals';
import { inspectStream } from '../../../src/lib/init/inspect-stream.js';
import { FakeClock } from '../../support/fake-clock.js';
import { CannedHttp } from '../playlist/canned-http.js';

const MASTER = 'https://one.example/index.m3u8?token=t1';

test('variables of the master playlist are in its URIs, and in its media playlists that import them', async () => {
  const http = new CannedHttp();
  const lines = ['#EXTM3U', '#EXT-X-DEFINE:NAME="path",VALUE="hd"', '#EXT-X-STREAM-INF:BANDWIDTH=1', '{$path}/v.m3u8'];
  http.answers.set(MASTER, { body: lines.join('\n') });
  http.answers.set('https://one.example/hd/v.m3u8', {
    body: '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-DEFINE:IMPORT="path"\n#EXTINF:2,\n{$path}-1.ts\n',
  });
  const { mediaUrl, media } = await inspectStream(
    { region: 'eu-west-1', url: MASTER },
    { http, clock: new FakeClock() },
  );
  expect(mediaUrl).toBe('https://one.example/hd/v.m3u8');
  expect(media.segments.map(({ url }) => url)).toEqual(['https://one.example/hd/hd-1.ts']);
});
