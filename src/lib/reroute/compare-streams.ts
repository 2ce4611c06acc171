import { messageOf } from '../errors.js';
import { compareTimelines, describeDifference } from '../hls/compare-timelines.js';
import type { Entry } from '../hls/entry.js';
import type { MediaPlaylist, MediaSegment } from '../hls/media-playlist.js';
import { readPlayable } from '../hls/read-media-playlist.js';
import { uriOf } from '../hls/streams.js';
import { pairLadders } from '../playlist/merge/pair-ladders.js';
import { decodeTime } from './decode-time.js';
import { sameInit } from './init-segment.js';
import { type PathPair, prefixPairs } from './path-pairs.js';
import { pathOf, type RegionStream, Unreadable } from './region-stream.js';
import { type Difference, MOST_LAG } from './why-not.js';

/** What two streams that can stand in for one another have in common. */
export interface Alike {
  prefixes: readonly PathPair[];
  /** The longest of their playlists, in seconds. */
  targetDuration: number;
  /** Whether a reload may wait for what is not listed yet. */
  reloadsWait: boolean;
  /** How many segments the second is behind the first, at this look; negative where it is ahead. */
  lag: number;
}

/** How many playlists are read at once. */
const AT_ONCE = 4;
/** How often streams are read until their ends are near enough: a segment may come between two readings. */
const LOOKS = 2;

/**
 * Compares every media playlist of two regions: the same segments by the same names and numbers, an equal beginning, and
 * equal initialization segments.
 *
 * @throws Unreadable, and what `signal` aborts with
 */
export async function compareStreams(one: RegionStream, other: RegionStream): Promise<Alike | Difference> {
  const paired = pairPlaylists(one, other);
  if ('kind' in paired) return paired;
  const found: PlaylistAlike[] = [];
  for (let at = 0; at < paired.length; at += AT_ONCE) {
    const compared = await Promise.all(
      paired.slice(at, at + AT_ONCE).map((urls) => comparePlaylists([one, other], urls)),
    );
    for (const result of compared) {
      if ('kind' in result) return result;
      found.push(result);
    }
  }
  const paths = found.flatMap((each) => each.paths);
  const prefixes = prefixPairs([[pathOf(one.masterUrl), pathOf(other.masterUrl)], ...paths]);
  if ('unlike' in prefixes) return { kind: 'names', one: prefixes.unlike[0], other: prefixes.unlike[1] };
  const lag = found.map((each) => each.lag).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  const targetDuration = Math.max(...found.map((each) => each.targetDuration));
  const reloadsWait = found.some((each) => each.reloadsWait);
  return { prefixes, targetDuration, reloadsWait, lag };
}

function pairPlaylists(one: RegionStream, other: RegionStream): PathPair[] | Difference {
  try {
    const notes = { changes: [], warnings: [] as string[], personal: [], leftOut: 0 };
    const rows = [...pairLadders([one.master, other.master], true, notes).values()];
    if (notes.warnings.length > 0) return { kind: 'ladders', what: notes.warnings[0] ?? '' };
    const urls = rows
      .filter(([entry]) => entry?.kind !== 'trick' && uriOf(entry as Entry) !== undefined)
      .map((row): PathPair => [urlOf(row[0], one), urlOf(row[1], other)]);
    return [...new Map(urls.map((pair) => [pair.join('\n'), pair])).values()];
  } catch (error) {
    return { kind: 'ladders', what: messageOf(error) };
  }
}

function urlOf(entry: Entry | undefined, { masterUrl, region }: RegionStream): string {
  const uri = entry && uriOf(entry);
  if (uri === undefined) throw new Unreadable(`${region} does not say where a rendition is`);
  return new URL(uri, masterUrl).href;
}

interface PlaylistAlike {
  paths: PathPair[];
  targetDuration: number;
  reloadsWait: boolean;
  lag: number;
}

async function comparePlaylists(
  streams: readonly [RegionStream, RegionStream],
  urls: PathPair,
): Promise<PlaylistAlike | Difference> {
  const [first, second] = streams;
  let texts: readonly [string, string] = ['', ''];
  let lag = 0;
  for (let look = 0; look < LOOKS; look += 1) {
    const read = (await Promise.all(
      streams.map((stream, at) => stream.read(urls[at] as string, 'playlist')),
    )) as Buffer[];
    texts = [String(read[0]), String(read[1])];
    lag = endOf(playable(texts[0], urls[0])) - endOf(playable(texts[1], urls[1]));
    if (Math.abs(lag) <= MOST_LAG) break;
  }
  const lists = [playable(texts[0], urls[0]), playable(texts[1], urls[1])] as const;
  const differs = timelineDifference(lists) ?? keyDifference(lists, pathOf(urls[0]));
  if (differs) return differs;
  if (Math.abs(lag) > MOST_LAG) {
    return { kind: 'lag', segments: Math.abs(lag), behind: (lag > 0 ? second : first).region };
  }
  const shared = sharedSegments(lists);
  const newest = shared.at(-1);
  if (!newest) return { kind: 'missing', what: `a segment in common in ${pathOf(urls[0])}` };
  const names = namesDiffer(shared, [urls[0], texts[1]]);
  if (names) return names;
  return (
    (await mediaDifference(streams, newest)) ?? {
      paths: [
        [pathOf(urls[0]), pathOf(urls[1])],
        ...shared.flatMap(([own, theirs]): PathPair[] => [
          [pathOf(own.url), pathOf(theirs.url)],
          ...(own.initUrl && theirs.initUrl ? [[pathOf(own.initUrl), pathOf(theirs.initUrl)] as const] : []),
        ]),
      ],
      targetDuration: lists[0].targetDuration,
      reloadsWait: lists.some(({ canBlockReload }) => canBlockReload),
      lag,
    }
  );
}

/** @throws Unreadable */
function playable(text: string, url: string): MediaPlaylist {
  const list = readPlayable(text, url);
  if (!list) throw new Unreadable(`${pathOf(url)} is not a media playlist with segments`);
  return list;
}

function endOf({ endSequence }: MediaPlaylist): number {
  return endSequence;
}

function timelineDifference([one, other]: readonly [MediaPlaylist, MediaPlaylist]): Difference | undefined {
  for (const difference of compareTimelines(one, other)) {
    if (difference.kind === 'target-duration-differs') return { kind: 'target-duration', seconds: difference.seconds };
    // Without dates the decode times tell; how far one is behind is told in segments.
    if (difference.kind === 'pdt-missing' || difference.kind === 'region-behind') continue;
    return { kind: 'numbering', what: describeDifference(difference, ['the first', 'the second']) };
  }
  return undefined;
}

function keyDifference([one, other]: readonly [MediaPlaylist, MediaPlaylist], path: string): Difference | undefined {
  const told = (list: MediaPlaylist) =>
    [...new Set(list.keys.map(({ method, keyFormat, uri }) => `${method} ${keyFormat} ${uri ?? ''}`))]
      .sort()
      .join('\n');
  return told(one) === told(other) ? undefined : { kind: 'keys', path };
}

type SharedSegment = readonly [MediaSegment, MediaSegment];

/** The segments of the same number, oldest first. */
function sharedSegments([one, other]: readonly [MediaPlaylist, MediaPlaylist]): SharedSegment[] {
  const theirs = new Map(other.segments.map((segment) => [segment.sequence, segment]));
  return one.segments.flatMap((segment): SharedSegment[] => {
    const same = theirs.get(segment.sequence);
    return same && !segment.gap && !same.gap ? [[segment, same]] : [];
  });
}

/** Whether the other region's playlist, served by the first one's distribution, would name what players know already. */
function namesDiffer(shared: readonly SharedSegment[], [url, text]: PathPair): Difference | undefined {
  const served = new Map(playable(text, url).segments.map((segment) => [segment.sequence, segment]));
  for (const [own] of shared) {
    const named = served.get(own.sequence);
    if (named && sameUrl(named.url, own.url) && sameUrl(named.initUrl, own.initUrl)) continue;
    return { kind: 'names', one: own.path, other: named?.path ?? 'nothing' };
  }
  return undefined;
}

function sameUrl(one: string | undefined, other: string | undefined): boolean {
  const plain = (url: string | undefined) => url?.replace(/[?#].*$/, '');
  return plain(one) === plain(other);
}

async function mediaDifference(
  [first, second]: readonly [RegionStream, RegionStream],
  [own, theirs]: SharedSegment,
): Promise<Difference | undefined> {
  const [one, other] = await Promise.all([first.read(own.url, 'segment'), second.read(theirs.url, 'segment')]);
  const [begins, begin] = [decodeTime(one), decodeTime(other)];
  if (begins !== begin) return { kind: 'decode-time', path: own.path, difference: (begins ?? 0n) - (begin ?? 0n) };
  if (own.initUrl === undefined || theirs.initUrl === undefined) return undefined;
  const inits = await Promise.all([first.read(own.initUrl, 'segment'), second.read(theirs.initUrl, 'segment')]);
  return sameInit(...(inits as [Buffer, Buffer])) ? undefined : { kind: 'init', path: pathOf(own.initUrl) };
}
