import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { regionFindings, streamFindings } from '../../../src/lib/detector/checks/compare-playlists.js';
import { playlistFindings } from '../../../src/lib/detector/checks/playlist-checks.js';
import { CvsError } from '../../../src/lib/errors.js';
import { listPlaylists } from '../../../src/lib/hls/list-playlists.js';
import { parseMaster } from '../../../src/lib/hls/master-entries.js';
import { readMasterPlaylist } from '../../../src/lib/hls/read-master-playlist.js';
import { readMediaPlaylist, readPlayable, readWholeMediaPlaylist } from '../../../src/lib/hls/read-media-playlist.js';
import { NotAPlaylistError } from '../../../src/lib/hls/refusal.js';
import { checkText } from '../../../src/lib/playlist/check/check-text.js';
import { alignmentFindings } from '../../../src/lib/playlist/check/live/alignment.js';
import { readViewerMedia } from '../../../src/lib/synthetic-viewer/media-time.js';
import { readViewerMaster } from '../../../src/lib/synthetic-viewer/viewer-master.js';
import { mulberry32 } from '../../support/random.js';
import { damage, MASTERS, MEDIA, pick } from './damage.js';

const URL_OF_IT = 'https://one.example/live/index.m3u8?token=1';
const RUNS = 2000;

/** What a reader makes of a text; undefined where it refuses it. Anything else that is thrown is a crash. */
function readOrRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotAPlaylistError || error instanceof CvsError) return undefined;
    throw error;
  }
}

test('no damage to a media playlist makes a reader, or a check of what was read, throw anything but its refusal', () => {
  let read = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = mulberry32(seed);
      const texts = [damage(MEDIA, random), damage(MEDIA, random)];
      const [previous, current] = texts.map((text) => readOrRefused(() => readMediaPlaylist(text, URL_OF_IT)));
      for (const text of texts) {
        readOrRefused(() => readWholeMediaPlaylist(text, URL_OF_IT));
        readOrRefused(() => listPlaylists(text, URL_OF_IT));
        readPlayable(text, URL_OF_IT);
        readViewerMedia(text, URL_OF_IT, { sequence: 8, startS: 2, durationS: 2 });
      }
      if (!previous || !current) return;
      read += 1;
      for (const [index, { sequence, durationS, startMs = 0 }] of current.segments.entries()) {
        const number = current.mediaSequence + current.skipped + index;
        expect([sequence, Number.isFinite(durationS + startMs)]).toEqual([number, true]);
      }
      playlistFindings({ previous, current, elapsedMs: 2000, nowMs: 1_780_000_000_000 });
      const members = [previous, current].map((snapshot, index) => ({
        url: `v${index}`,
        kind: 'variant' as const,
        snapshot,
      }));
      regionFindings(members.slice(0, 1), members.slice(1));
      streamFindings(URL_OF_IT, members);
      const [first, second] = [previous, current].map((snapshot) => ({ pathway: 'p', line: 1, snapshot }));
      if (first && second) alignmentFindings('video', first, second);
    }),
    { numRuns: RUNS },
  );
  expect(read).toBeGreaterThan(RUNS / 2);
});

test('no damage to a master playlist makes a reader throw anything but its refusal', () => {
  let played = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = mulberry32(seed);
      const text = damage(pick(pick(MASTERS, random), random), random);
      readOrRefused(() => readMasterPlaylist(text, URL_OF_IT));
      readOrRefused(() => listPlaylists(text, URL_OF_IT));
      readOrRefused(() => parseMaster(text, { region: 'eu-west-1', url: URL_OF_IT }));
      readOrRefused(() => checkText(text, URL_OF_IT));
      if (readViewerMaster(text, URL_OF_IT)) played += 1;
    }),
    { numRuns: RUNS },
  );
  expect(played).toBeGreaterThan(RUNS / 2);
});
