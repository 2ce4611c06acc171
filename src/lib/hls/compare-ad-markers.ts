import type { AdMarker, MediaPlaylist } from './media-playlist.js';

/** What is compared of a media playlist. */
type Marked = Pick<MediaPlaylist, 'adMarkers' | 'segments'>;

interface DatedMarker extends AdMarker {
  dateMs: number;
}

/** Timestamps of one marker that packagers round are this far apart at most, in ms. */
const TOLERANCE_MS = 100;

/**
 * A marker that the other playlist lacks, or has at another moment, of those that both windows reach: a viewer who moves in
 * a break sees it again, or none of it (RFC 8216bis section 6.2.4). Markers of playlists without dates are not compared.
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
      const gaps = same.map(({ dateMs }) => Math.abs(dateMs - marker.dateMs));
      const nearest = Math.min(...gaps);
      if (nearest <= TOLERANCE_MS) continue;
      const isRange = marker.segment === undefined;
      if (isRange && same.length > 0) return `have ${marker.name} ${(nearest / 1000).toFixed(2)} s apart`;
      const when = new Date(marker.dateMs).toISOString();
      return `differ: ${has} has ${marker.name} at ${when}, and ${lacks} has none there`;
    }
    return undefined;
  };
  return find(ours, theirs, ...names) ?? find(theirs, ours, names[1], names[0]);
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
