import { readdirSync } from 'node:fs';
import { regionFindings, streamFindings } from '../../../src/lib/detector/checks/compare-playlists.js';
import { playlistFindings } from '../../../src/lib/detector/checks/playlist-checks.js';
import { judgeVariants } from '../../../src/lib/detector/judging/judge-variants.js';
import { PlaylistWatch } from '../../../src/lib/detector/judging/playlist-watch.js';
import { playlistNames } from '../../../src/lib/detector/polling/playlist-names.js';
import { type Listing, listPlaylists } from '../../../src/lib/hls/list-playlists.js';
import type { MediaPlaylist } from '../../../src/lib/hls/media-playlist.js';
import { readWholeMediaPlaylist } from '../../../src/lib/hls/read-media-playlist.js';
import { NotAPlaylistError } from '../../../src/lib/hls/refusal.js';
import { mulberry32 } from '../../support/random.js';
import { damage, MASTERS, MEDIA, pick } from '../hls/damage.js';
import { fixture } from '../playlist/masters.js';

/** Media playlists of all the kinds that packagers write. */
export const MEDIA_PLAYLISTS = [
  MEDIA,
  ...readdirSync('test/fixtures/playlists/media').map((name) => fixture(`media/${name}`)),
];

const URL_OF_IT = 'https://one.example/live/index.m3u8?token=1';

/**
 * Reads a master and some versions of a media playlist that were damaged as the seed says, as the detector does, and judges
 * and checks what was read. The same seed does the same.
 *
 * @returns how many of the texts were playlists
 * @throws whatever is no refusal: a crash
 */
export function followDamaged(seed: number): number {
  const random = mulberry32(seed);
  const listing = followDamagedMaster(damage(pick(pick(MASTERS, random), random), random));
  const text = pick(MEDIA_PLAYLISTS, random);
  const tail = random() < 0.3 ? 2 : 300;
  const changeDetect = random() < 0.5 ? 'MEDIASEQUENCE' : 'CONTENTHASH';
  let watch = new PlaylistWatch({ durationMultiplier: 3, changeDetect });
  const read: MediaPlaylist[] = [];
  for (let at = 0; at < 10_000; at += 2500) {
    watch.began(at);
    const current = refusedOr(() =>
      readWholeMediaPlaylist(damage(text, random), URL_OF_IT, { imported: listing?.variables ?? new Map(), tail }),
    );
    if (current) {
      watch.read(current, at + 100, 1_780_000_000_000 + at);
      playlistFindings({ previous: read.at(-1), current, elapsedMs: 2500, nowMs: 1_780_000_000_000 + at });
      read.push(current);
    } else watch.failed('not HLS', at + 100);
    const { state } =
      judgeVariants([{ video: { judgement: watch.judge(at + 200), moved: watch.moved }, audio: [] }])[0] ?? {};
    if (state === undefined) throw new Error('a variant without a judgement');
    watch.lateUpdates();
    const saved = JSON.parse(JSON.stringify(watch.save(1_780_000_000_000)));
    if (random() < 0.3) {
      watch = new PlaylistWatch({ durationMultiplier: 3, changeDetect });
      watch.restore(saved, at + 300, 1_780_000_000_000);
    }
    JSON.stringify(watch.report(at + 300));
  }
  const members = read.map((snapshot, index) => ({ url: `v${index}`, kind: 'variant' as const, snapshot }));
  streamFindings(URL_OF_IT, members);
  regionFindings(members.slice(0, 1), members.slice(-1));
  return read.length + (listing ? 1 : 0);
}

function followDamagedMaster(text: string): Listing | undefined {
  const listing = refusedOr(() => listPlaylists(text, URL_OF_IT));
  const urls = listing?.playlists.map(({ url }) => url) ?? [];
  const names = new Set(playlistNames(urls).values());
  if (names.size !== urls.length) throw new Error(`${names.size} names of ${urls.length} playlists`);
  if (new Set(listing?.playlists.map(({ identity }) => identity)).size !== urls.length) {
    throw new Error('two playlists of one identity');
  }
  return listing;
}

function refusedOr<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotAPlaylistError) return undefined;
    throw error;
  }
}
