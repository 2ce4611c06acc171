import type { Manifest } from 'm3u8-parser';
import { quotedValue, rawValue } from '../../../hls/attributes.js';
import type { Timeline, TimelineSegment } from '../../../hls/compare-timelines.js';
import { attributesOfTags } from './tag-attributes.js';

/** What must agree between the regions' copies of a media playlist. */
export interface MediaSnapshot extends Timeline {
  /** Never empty. */
  segments: readonly TimelineSegment[];
  ended: boolean;
  /** Seconds; undefined where it is not a low-latency playlist. */
  partTarget: number | undefined;
  /** PART-HOLD-BACK of EXT-X-SERVER-CONTROL, in seconds. */
  partHoldBack: number | undefined;
  /** Whether a reload may wait for what is not listed yet: CAN-BLOCK-RELOAD of EXT-X-SERVER-CONTROL. */
  canBlockReload: boolean;
  /** What will be listed next. */
  next: NextPart;
  /** URIs that players ask for ahead, as they stand. */
  links: readonly Link[];
  /** Whether segments need an initialisation section, as fMP4 does. */
  mapped: boolean;
  /** METHOD and KEYFORMAT of its keys, each once, sorted. */
  encryption: readonly string[];
  /** Keys that are named rather than fetched over HTTP, as licence servers have them. */
  keyIds: ReadonlySet<string>;
}

/** A segment that is being made, by its media sequence number, and the first of its parts that is not listed. */
export interface NextPart {
  sequence: number;
  part: number;
}

/** A URI of EXT-X-PRELOAD-HINT or EXT-X-RENDITION-REPORT. */
export interface Link {
  tag: 'EXT-X-PRELOAD-HINT' | 'EXT-X-RENDITION-REPORT';
  uri: string;
}

/** Reads a media playlist; undefined where the text is none, or holds no segment. */
export async function mediaSnapshot(text: string): Promise<MediaSnapshot | undefined> {
  if (!/^\uFEFF?#EXTM3U/.test(text) || !text.includes('#EXT-X-TARGETDURATION:')) return undefined;
  const { Parser } = await import('m3u8-parser');
  const parser = new Parser();
  let manifest: Manifest;
  try {
    parser.push(text);
    parser.end();
    manifest = parser.manifest;
  } catch {
    return undefined;
  }
  const { segments = [], mediaSequence = 0, targetDuration } = manifest;
  if (segments.length === 0 || !targetDuration) return undefined;
  return {
    targetDuration,
    segments: segments.map(({ duration, timeline, programDateTime }, index) => ({
      sequence: mediaSequence + index,
      discontinuity: timeline,
      startMs: programDateTime,
      durationMs: duration * 1000,
    })),
    ended: manifest.endList === true,
    partTarget: manifest.partTargetDuration,
    ...serverControlOf(text),
    next: { sequence: mediaSequence + segments.length, part: manifest.preloadSegment?.parts?.length ?? 0 },
    links: linksOf(text),
    mapped: text.includes('\n#EXT-X-MAP:'),
    ...keysOf(text),
  };
}

function serverControlOf(text: string): Pick<MediaSnapshot, 'partHoldBack' | 'canBlockReload'> {
  const attributes = attributesOfTags(text, 'EXT-X-SERVER-CONTROL')[0] ?? [];
  const seconds = Number.parseFloat(rawValue(attributes, 'PART-HOLD-BACK') ?? '');
  return {
    partHoldBack: Number.isNaN(seconds) ? undefined : seconds,
    canBlockReload: rawValue(attributes, 'CAN-BLOCK-RELOAD') === 'YES',
  };
}

function linksOf(text: string): Link[] {
  return (['EXT-X-PRELOAD-HINT', 'EXT-X-RENDITION-REPORT'] as const).flatMap((tag) =>
    attributesOfTags(text, tag).flatMap((attributes) => {
      const uri = attributes && quotedValue(attributes, 'URI');
      return uri === undefined ? [] : [{ tag, uri }];
    }),
  );
}

function keysOf(text: string): Pick<MediaSnapshot, 'encryption' | 'keyIds'> {
  const encryption = new Set<string>();
  const keyIds = new Set<string>();
  for (const attributes of attributesOfTags(text, 'EXT-X-KEY')) {
    if (!attributes) {
      encryption.add('unreadable');
      continue;
    }
    const method = rawValue(attributes, 'METHOD') ?? 'NONE';
    encryption.add([method, quotedValue(attributes, 'KEYFORMAT') ?? 'identity'].join(' '));
    const uri = quotedValue(attributes, 'URI') ?? '';
    if (/^[a-z][a-z0-9+.-]*:/i.test(uri) && !/^https?:/i.test(uri)) keyIds.add(uri);
  }
  return { encryption: [...encryption].sort(), keyIds };
}
