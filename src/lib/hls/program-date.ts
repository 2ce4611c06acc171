import type { MediaSegment } from './media-playlist.js';

/** A segment as far as its date goes. */
type DatedSegment = Pick<MediaSegment, 'dateMs' | 'durationS' | 'discontinuity'>;

const DATE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*(?:(Z)|([+-]\d\d):?(\d\d)?)?$/i;

/**
 * The value of EXT-X-PROGRAM-DATE-TIME in ms since the epoch; undefined where it is not a date. Without a time zone it
 * is UTC (RFC 8216bis section 4.4.4.6), and never the time zone of this machine.
 */
export function parseDate(value: string): number | undefined {
  const [, day, time, , hours, minutes = '00'] = DATE.exec(value.trim()) ?? [];
  if (!day || !time) return undefined;
  const ms = Date.parse(`${day}T${time.replace(',', '.')}${hours ? `${hours}:${minutes}` : 'Z'}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * When each segment begins, ms since the epoch: by its own date, else by the durations of the segments between it and the
 * nearest date before it, else after it. Undefined where a discontinuity lies between: a date maps to the timestamps of
 * the media, which start again there (RFC 8216 section 6.2.1).
 */
export function startsMs(segments: readonly DatedSegment[]): (number | undefined)[] {
  let endMs: number | undefined;
  const starts = segments.map(({ dateMs, durationS, discontinuity }) => {
    const startMs = dateMs ?? (discontinuity ? undefined : endMs);
    endMs = startMs === undefined ? undefined : startMs + durationS * 1000;
    return startMs;
  });
  for (let index = segments.length - 2; index >= 0; index -= 1) {
    const following = starts[index + 1];
    const segment = segments[index] as DatedSegment;
    if (starts[index] !== undefined || following === undefined || segments[index + 1]?.discontinuity) continue;
    starts[index] = following - segment.durationS * 1000;
  }
  return starts;
}

/** When the newest segment ends, ms since the epoch; undefined where {@link startsMs} does not tell. */
export function newestEndMs(playlist: { segments: readonly Pick<MediaSegment, 'startMs' | 'durationS'>[] }) {
  const newest = playlist.segments.at(-1);
  return newest?.startMs === undefined ? undefined : newest.startMs + newest.durationS * 1000;
}
