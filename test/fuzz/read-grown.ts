import { playlistFindings } from '../../src/lib/detector/checks/playlist-checks.js';
import { PlaylistWatch } from '../../src/lib/detector/judging/playlist-watch.js';
import { CvsError } from '../../src/lib/errors.js';
import { listPlaylists } from '../../src/lib/hls/list-playlists.js';
import { readMediaPlaylist } from '../../src/lib/hls/read-media-playlist.js';
import { NotAPlaylistError } from '../../src/lib/hls/refusal.js';
import { checkText } from '../../src/lib/playlist/check/check-text.js';
import { mergeMasters } from '../../src/lib/playlist/merge/merge.js';
import { MEDIA_PLAYLISTS } from '../lib/detector/damaged-stream.js';
import { damage, MASTERS, pick } from '../lib/hls/damage.js';
import { mastersOf } from '../lib/playlist/masters.js';
import { mulberry32 } from '../support/random.js';

const BYTES = 1024 * 1024;
const URL_OF_IT = 'https://one.example/live/index.m3u8';
const ACT = {
  list: (text: string) => void listPlaylists(text, URL_OF_IT),
  check: (text: string) => void checkText(text, URL_OF_IT),
  merge: (text: string) => void mergeMasters(mastersOf(text, text), { steering: true }),
  follow(text: string) {
    const watch = new PlaylistWatch({ durationMultiplier: 3, changeDetect: 'MEDIASEQUENCE' });
    const current = readMediaPlaylist(text, URL_OF_IT, { tail: 300 });
    watch.began(0);
    watch.read(current, 1, 0);
    playlistFindings({ previous: current, current, elapsedMs: 2000, nowMs: 0 });
  },
};

/**
 * How long each may take for a megabyte, ms. A detector reads many playlists a second; the check and the merge read a few,
 * and find something in each line of such a one. The merge reads two.
 */
const LIMITS_MS: Readonly<Record<keyof typeof ACT, number>> = { list: 250, follow: 250, check: 1000, merge: 2000 };

/** Something that is done with a playlist of a megabyte. */
export interface GrownCase {
  name: keyof typeof ACT;
  limitMs: number;
  /** @throws whatever is no refusal: a crash */
  act(): void;
}

/** What each reader does with a playlist that was damaged as the seed says and grown to a megabyte. */
export function grownCases(seed: number): GrownCase[] {
  const random = mulberry32(seed);
  const media = grow(damage(pick(MEDIA_PLAYLISTS, random), random), random);
  const master = grow(damage(pick(pick(MASTERS, random), random), random), random);
  const one = (name: keyof typeof ACT, text: string): GrownCase => ({
    name,
    limitMs: LIMITS_MS[name],
    act: () => orRefused(() => ACT[name](text)),
  });
  return [one('follow', media), one('list', master), one('check', master), one('merge', master)];
}

/** A playlist as servers send it, of a megabyte. */
const PLAIN = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n${'#EXTINF:2.000,\nsegment.ts\n'.repeat(BYTES / 26)}`;

/** The same work each time: how long it takes tells how busy the machine is. */
export function plainWork(): void {
  ACT.follow(PLAIN);
}

/** Repeats some of the lines, or a piece of one line, until the text has a megabyte. */
function grow(text: string, random: () => number): string {
  const lines = text.split('\n');
  const at = Math.floor(random() * lines.length);
  const some = lines.slice(at, at + 1 + Math.floor(random() ** 2 * lines.length));
  const repeated = (piece: string) => piece.repeat(Math.ceil(BYTES / Math.max(1, piece.length))).slice(0, BYTES);
  if (random() < 0.6) return [...lines.slice(0, at), repeated(`${some.join('\n')}\n`), ...lines.slice(at)].join('\n');
  const line = lines[at] ?? '';
  const from = Math.floor(random() * line.length);
  const to = from + 1 + Math.floor(random() * 12);
  return lines.with(at, line.slice(0, from) + repeated(line.slice(from, to) || ',') + line.slice(to)).join('\n');
}

function orRefused(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof NotAPlaylistError || error instanceof CvsError)) throw error;
  }
}
