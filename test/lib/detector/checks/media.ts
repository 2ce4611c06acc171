import type { MediaPlaylist } from '../../../../src/lib/hls/media-playlist.js';
import { readMediaPlaylist } from '../../../../src/lib/hls/read-media-playlist.js';

/** 2026-01-01T00:00:00Z, when segment 0 of the playlists here begins. */
export const EPOCH_MS = Date.UTC(2026, 0, 1);

/** A segment as it is written by hand: a name, or a name with lines before it. */
export type Written = string | { name: string; before?: readonly string[]; seconds?: number };

/** A media playlist of 2 s segments, written by hand. */
export function media(sequence: number, segments: readonly Written[], header: readonly string[] = []): MediaPlaylist {
  const target = header.some((line) => line.startsWith('#EXT-X-TARGETDURATION')) ? [] : ['#EXT-X-TARGETDURATION:2'];
  const lines = segments.flatMap((one) => {
    const { name, before = [], seconds = 2 } = typeof one === 'string' ? { name: one } : one;
    return [...before, `#EXTINF:${seconds},`, `${name}.ts`];
  });
  const trailer = header.filter((line) => line.startsWith('#EXT-X-ENDLIST') || line.startsWith('#EXT-X-PART:'));
  const text = ['#EXTM3U', ...target, `#EXT-X-MEDIA-SEQUENCE:${sequence}`]
    .concat(
      header.filter((line) => !trailer.includes(line)),
      lines,
      trailer,
    )
    .join('\n');
  return readMediaPlaylist(`${text}\n`, 'https://origin.example.com/live/v1.m3u8');
}

/** `count` segments from `from` on, named by their number. */
export function run(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `s${from + index}`);
}

/** EXT-X-PROGRAM-DATE-TIME at so many seconds after the epoch. */
export function date(seconds: number): string {
  return `#EXT-X-PROGRAM-DATE-TIME:${new Date(EPOCH_MS + seconds * 1000).toISOString()}`;
}
