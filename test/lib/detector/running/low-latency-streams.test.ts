import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { cutIntoChunks } from '../../../../src/sandbox/origins/chunks.js';
import { type ClipRendition, readClip } from '../../../../src/sandbox/origins/clip.js';
import { lowLatencyPlaylist } from '../../../../src/sandbox/origins/low-latency/media-playlist.js';
import { follow, master, serve } from './live-stream.js';

/** The moment of the fake clock, less a minute: the playlists are full. */
const EPOCH = Date.UTC(2026, 0, 1) - 60_000;
/** The deadline of 2 s segments, a poll and a tick. */
const LIMIT_S = 6 + 0.5 + 0.5;

const renditions = new Map<number, ClipRendition>();
beforeAll(async () => {
  const clip = await readClip(join(process.cwd(), 'media'), 'eu-west-1');
  for (const [index, name] of [
    [1, 'video-1'],
    [4, 'audio'],
  ] as const) {
    renditions.set(index, cutIntoChunks(clip.get(name) as ClipRendition, 400));
  }
});

/** A media playlist of the sandbox's low-latency stream. */
function playlistAt(second: number, path: string, skip = false): string {
  const index = path === 'index_4.m3u8' ? 4 : 1;
  return lowLatencyPlaylist(renditions.get(index) as ClipRendition, index, {
    epochMs: EPOCH,
    nowMs: EPOCH + 60_000 + second * 1000,
    skip,
  }) as string;
}

const MASTER = master(
  ['index_1.m3u8'],
  ['#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="index_4.m3u8"'],
  ',AUDIO="a"',
);

/** What a change to the playlists from the tenth second on comes to, within 40 s. */
const changed = (change: (text: string, second: number, path: string) => string) =>
  follow(
    serve(MASTER, (second, path) => {
      const text = playlistAt(second, path);
      return second < 10 ? text : change(text, second, path);
    }),
    40,
  );
const named = ({ states }: { states: readonly [number, string][] }) => states.map(([, state]) => state);
/** When it became stale, s. */
const staleAt = ({ states }: { states: readonly [number, string][] }) =>
  states.find(([, state]) => state === 'stale')?.[0] ?? Number.NaN;

test('a low-latency stream is fresh, without a finding and without a reload that waits', async () => {
  const asked = new Set<string>();
  const server = serve(MASTER, (second, path, url) => {
    asked.add(url.search);
    return playlistAt(second, path);
  });
  const played = await follow(server, 40);
  expect(named(played)).toEqual(['unknown', 'fresh']);
  expect([...played.everFound]).toEqual([]);
  expect([...asked]).toEqual(['']);
});

test('with a cache that gives delta updates to everybody, it is fresh too', async () => {
  const played = await follow(
    serve(MASTER, (second, path) => playlistAt(second, path, true)),
    40,
  );
  expect(named(played)).toEqual(['unknown', 'fresh']);
});

test('parts alone are enough: segments that are long in the making are no outage', async () => {
  // Segments of 2 s of which none is completed any more, while parts go on.
  const played = await changed((_, second, path) => {
    const still = playlistAt(10, path);
    const number = Math.floor((second - 10) / 0.4);
    const parts = Array.from({ length: number }, (__, part) => `#EXT-X-PART:DURATION=0.4,URI="index_1_35.${part}.mp4"`);
    return [...still.split('\n').filter((line) => !line.includes('HINT')), ...parts].join('\n');
  });
  expect(named(played)).toEqual(['unknown', 'fresh']);
});

describe('stale in time', () => {
  const frozen = (path: string) => playlistAt(10, path);

  test('when nothing moves', async () => {
    const played = await changed((_, __, path) => frozen(path));
    expect(named(played)).toEqual(['unknown', 'fresh', 'stale']);
    expect(staleAt(played)).toBeLessThanOrEqual(10 + LIMIT_S);
  });

  test('when only the audio stands still', async () => {
    const played = await changed((text, _, path) => (path === 'index_4.m3u8' ? frozen(path) : text));
    expect(staleAt(played)).toBeLessThanOrEqual(10 + LIMIT_S);
  });

  test('when only preload hints and rendition reports move', async () => {
    const ahead = /^#EXT-X-(PRELOAD-HINT|RENDITION-REPORT).*$/gm;
    const played = await changed((text, _, path) =>
      [...frozen(path).replaceAll(ahead, '').trimEnd().split('\n'), ...(text.match(ahead) ?? []), ''].join('\n'),
    );
    expect(staleAt(played)).toBeLessThanOrEqual(10 + LIMIT_S);
  });

  test('when all further parts and segments are gaps', async () => {
    const played = await changed((text) => {
      const numberOf = (line: string) => Number(/index_\d_(\d+)/.exec(line)?.[1]);
      return text
        .split('\n')
        .map((line) => (line.startsWith('#EXT-X-PART:') && numberOf(line) >= 35 ? `${line},GAP=YES` : line))
        .flatMap((line) => (!line.startsWith('#') && numberOf(line) >= 35 ? ['#EXT-X-GAP', line] : [line]))
        .join('\n');
    });
    expect(staleAt(played)).toBeLessThanOrEqual(10 + LIMIT_S);
  });
});
