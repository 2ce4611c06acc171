import type { AdMarker, MediaPlaylist } from './media-playlist.js';

/** What is compared of a media playlist. */
type Marked = Pick<MediaPlaylist, 'adMarkers' | 'segments'>;

interface DatedMarker extends AdMarker {
  dateMs: number;
}

/** Timestamps of one marker that packagers round are this far apart at most, in ms. */
const TOLERANCE_MS = 100;
/** Lengths of one break that packagers round are this far apart at most, in s. */
const LENGTH_TOLERANCE_S = 1;
/** Packagers repeat it within a break as often as they like, not all at the same segments. */
const REPEATED = 'EXT-X-CUE-OUT-CONT';

/**
 * A marker that the other playlist lacks, has at another moment or with another length, of those that both windows reach: a
 * viewer who moves in a break sees it again, or none of it (RFC 8216bis section 6.2.4). Markers of playlists without dates
 * are not compared.
 *
 * @returns completes a sentence that begins with the two; undefined where they agree
 */
export function adMarkerDifference(one: Marked, two: Marked, names: readonly [string, string]): string | undefined {
  const [fromMs, toMs] = commonWindow(one, two);
  const [ours, theirs] = [one, two].map(datedMarkers) as [DatedMarker[], DatedMarker[]];
  const isIn = ({ dateMs }: DatedMarker) => dateMs >= fromMs && dateMs < toMs;
  const find = (own: DatedMarker[], other: DatedMarker[], has: string, lacks: string) => {
    for (const marker of own.filter(isIn)) {
      const same = other.filter(({ name }) => name === marker.name);
      const gap = ({ dateMs }: DatedMarker) => Math.abs(dateMs - marker.dateMs);
      const nearest = Math.min(...same.map(gap));
      const twins = marker.name === REPEATED ? same : same.filter((one) => gap(one) <= TOLERANCE_MS);
      const problems = twins.map((twin) => breakDifference(marker, twin));
      if (problems.includes(undefined)) continue;
      if (problems.length > 0) return problems[0];
      const isRange = marker.segment === undefined;
      if (isRange && same.length > 0) return `have ${marker.name} ${(nearest / 1000).toFixed(2)} s apart`;
      const when = new Date(marker.dateMs).toISOString();
      return `differ: ${has} has ${marker.name} at ${when}, and ${lacks} has none there`;
    }
    return undefined;
  };
  return find(ours, theirs, ...names) ?? find(theirs, ours, names[1], names[0]);
}

/** What two markers of one break say of it differently, where both say it. */
function breakDifference(one: DatedMarker, two: DatedMarker): string | undefined {
  const apart = (a = Number.NaN, b = Number.NaN) => Math.abs(a - b) > LENGTH_TOLERANCE_S;
  if (apart(one.lengthS, two.lengthS)) {
    return `have ${one.name} with a break of ${one.lengthS} s and one of ${two.lengthS} s`;
  }
  const [beganS, otherS] = [one, two].map(({ dateMs, elapsedS = Number.NaN }) => dateMs / 1000 - elapsedS);
  if (!apart(beganS, otherS)) return undefined;
  return `have ${one.name} by which the break began ${Math.abs((beganS ?? 0) - (otherS ?? 0)).toFixed(1)} s apart`;
}

function datedMarkers({ adMarkers, segments }: Marked): DatedMarker[] {
  return adMarkers.flatMap((marker) => {
    const dateMs = marker.dateMs ?? segments[marker.segment ?? -1]?.startMs;
    return dateMs === undefined ? [] : [{ ...marker, dateMs }];
  });
}

/** From the later beginning to the earlier end, ms since the epoch; empty where a playlist has no dates. */
function commonWindow(one: Marked, two: Marked): [number, number] {
  const windows = [one, two].map(({ segments }) => {
    const starts = segments.map(({ startMs }) => startMs).filter((ms) => ms !== undefined);
    const newest = segments.at(-1);
    return [starts[0] ?? Infinity, (newest?.startMs ?? -Infinity) + (newest?.durationS ?? 0) * 1000] as const;
  });
  return [Math.max(...windows.map(([from]) => from)), Math.min(...windows.map(([, to]) => to))];
}
