import { describe, expect, test } from '@jest/globals';
import { playlistFindings } from '../../../src/lib/detector/checks/playlist-checks.js';
import { PlaylistWatch } from '../../../src/lib/detector/judging/playlist-watch.js';
import { listPlaylists } from '../../../src/lib/hls/list-playlists.js';
import { readMediaPlaylist } from '../../../src/lib/hls/read-media-playlist.js';
import { NotAPlaylistError } from '../../../src/lib/hls/refusal.js';
import { followDamaged, MEDIA_PLAYLISTS } from './damaged-stream.js';

const CASES = 1000;

test('no damage to the playlists of a stream ends the detector', () => {
  let read = 0;
  for (let seed = 1; seed <= CASES; seed += 1) read += followDamaged(seed);
  expect(read).toBeGreaterThan(CASES * 2.5);
});

test('the playlists that are damaged are playlists', () => {
  expect(MEDIA_PLAYLISTS.length).toBeGreaterThan(7);
  for (const text of MEDIA_PLAYLISTS)
    expect(readMediaPlaylist(text, 'https://one.example/v.m3u8').endSequence).toBeGreaterThan(0);
});

describe('a megabyte of anything is read in a moment', () => {
  const BYTES = 1024 * 1024;
  const HEAD = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n';
  const fill = (piece: string) => piece.repeat(Math.ceil(BYTES / piece.length)).slice(0, BYTES);
  const doubling = Array.from({ length: 200 }, (_, n) => `#EXT-X-DEFINE:NAME="v${n + 1}",VALUE="{$v${n}}{$v${n}}"`);

  test.each<[string, string]>([
    ['line feeds', fill('\n')],
    ['spaces', fill(' ')],
    ['spaces and line feeds', fill(' \n')],
    ['URIs', fill('a\n')],
    ['segments', fill('#EXTINF:2,\ns.ts\n')],
    ['one long URI', `#EXTINF:2,\n${fill('a')}`],
    ['one long tag', fill('#EXT-X-')],
    ['commas in an attribute list', `#EXT-X-KEY:${fill(',')}`],
    ['quotes in an attribute list', `#EXT-X-KEY:${fill('"')}`],
    ['equals signs in an attribute list', `#EXT-X-MEDIA:${fill('A=')}`],
    ['references to no variable', fill('{$a}')],
    [
      'variables that are made of each other',
      ['#EXT-X-DEFINE:NAME="v0",VALUE="x"', ...doubling, fill('{$v200}')].join('\n'),
    ],
    ['digits', `#EXT-X-MEDIA-SEQUENCE:${fill('9')}`],
    ['keys', fill('#EXT-X-KEY:METHOD=AES-128,URI="k"\n')],
    ['parts', fill('#EXT-X-PART:DURATION=1,URI="p",GAP=YES\n')],
    ['dates', fill('#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n')],
    ['variants', fill('#EXT-X-STREAM-INF:BANDWIDTH=1\nlive?a\n')],
    [
      'variants of one path',
      Array.from({ length: 30_000 }, (_, n) => `#EXT-X-STREAM-INF:BANDWIDTH=1\nv?${n}`).join('\n'),
    ],
    ['renditions', fill('#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="b",URI="c"\n')],
  ])('%s', (_, filling) => {
    const texts = [`${HEAD}${filling}\n`, `#EXTM3U\n${filling}\n`];
    const start = process.cpuUsage();
    for (const text of texts) {
      const watch = new PlaylistWatch({ durationMultiplier: 3, changeDetect: 'MEDIASEQUENCE' });
      orRefused(() => listPlaylists(text, 'https://one.example/index.m3u8'));
      orRefused(() => {
        const current = readMediaPlaylist(text, 'https://one.example/v.m3u8', { tail: 300 });
        watch.began(0);
        watch.read(current, 1, 0);
        playlistFindings({ previous: current, current, elapsedMs: 2000, nowMs: 0 });
      });
    }
    const { user, system } = process.cpuUsage(start);
    // Four readings; a busy machine counts more time for the same work.
    expect((user + system) / 1000).toBeLessThan(4 * 250 * 2);
  });
});

function orRefused(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof NotAPlaylistError)) throw error;
  }
}
