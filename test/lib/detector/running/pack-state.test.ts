import { randomBytes } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import type { SavedPlaylist } from '../../../../src/lib/detector/polling/followed-list.js';
import { savedKey } from '../../../../src/lib/detector/polling/saved-key.js';
import { packState, unpackState } from '../../../../src/lib/detector/running/pack-state.js';
import type { SavedState } from '../../../../src/lib/detector/running/saved-state.js';

/** DynamoDB's limit of an item, less its key and names. */
const MOST = 400 * 1024 - 100;

const NOW = 1_767_225_600_500;

/** 32 marks of 6 characters. */
const marks = () => Array.from({ length: 32 }, () => randomBytes(6).toString('base64').slice(0, 6)).join('');

/** The state of many playlists at both places, as varied as it can be: nothing repeats that would be compressed away. */
function state(playlists: number, change: (watch: SavedPlaylist) => SavedPlaylist = (watch) => watch): SavedState {
  const random = (below: number) => Math.floor(Math.random() * below);
  const watch = (): SavedPlaylist =>
    change({
      identity: savedKey(String(Math.random())),
      moved: true,
      targetDuration: 6,
      since: NOW - random(3_600_000),
      endedAt: NOW - random(1200),
      readAt: NOW - random(1200),
      newAt: NOW - random(6000),
      changedS: (NOW - random(6000)) / 1000,
      intervals: Array.from({ length: 30 }, () => 40 + random(40)),
      memory: {
        versions: marks(),
        segments: marks(),
        end: random(1e9),
        parts: random(4),
      },
    });
  const place = (host: string) => ({
    stream: { state: 'stale' as const, steadySince: NOW },
    playlists: Object.fromEntries(
      Array.from({ length: playlists }, (_, index) => [savedKey(`https://${host}/${index}`), watch()]),
    ),
  });
  return { version: 1, savedAt: NOW, sequence: NOW, origin: place('origin'), distribution: place('d1') };
}

test('a state of usual size comes back whole', async () => {
  const saved = state(200);
  expect(JSON.stringify(saved).length).toBeGreaterThan(250_000);
  expect(await unpackState(await packState(saved))).toEqual(JSON.parse(JSON.stringify(saved)));
});

test.each([280, 430, 1000, 2000])('the state of %d playlists at two places is stored in one item', async (count) => {
  const saved = state(count);
  const packed = await packState(saved);
  expect(packed.length).toBeLessThan(MOST);
  const back = await unpackState(packed);
  expect(Object.keys(back?.origin.playlists ?? {})).toHaveLength(count);
  const [key = '', before] = Object.entries(saved.distribution?.playlists ?? {})[0] ?? [];
  const after = back?.distribution?.playlists[key];
  // What it must not forget: when it was seen, and which versions were the newest.
  const { memory, intervals: _, ...times } = before as SavedPlaylist;
  expect(after).toMatchObject(times);
  expect(after?.memory).toMatchObject({ end: memory?.end, parts: memory?.parts });
  const kept = after?.memory?.segments ?? '';
  expect(kept.length).toBeGreaterThanOrEqual(6 * 6);
  expect(memory?.segments.endsWith(kept)).toBe(true);
  expect(memory?.versions.endsWith(after?.memory?.versions ?? '?')).toBe(true);
});

test('reasons and numbers of any kind do not make it too long', async () => {
  const letters = () =>
    String.fromCodePoint(...Array.from({ length: 200 }, () => 0x4e00 + Math.floor(Math.random() * 20_000)));
  const packed = await packState(
    state(2000, (watch) => ({
      ...watch,
      targetDuration: Math.random() * 1e300,
      failure: letters(),
      endedAt: NOW - Math.floor(Math.random() * 1e6),
      mediaFailingSince: NOW - Math.floor(Math.random() * 1e6),
    })),
  );
  expect(packed.length).toBeLessThan(MOST);
});

test.each([
  ['nothing', new Uint8Array()],
  ['another text', Buffer.from('{"version":1}')],
  ['another version', brotliCompressSync('{"version":2,"savedAt":1,"sequence":1}')],
  ['what grows beyond every state', brotliCompressSync(Buffer.alloc(80 * 1024 * 1024))],
])('%s is no saved state', async (_what, packed) => {
  expect(await unpackState(packed)).toBeUndefined();
});
