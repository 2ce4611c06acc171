import type { Manifest } from 'm3u8-parser';
import { MalformedAttributes, parseAttributes, quotedValue, rawValue } from '../../attributes.js';
import type { Timeline, TimelineSegment } from '../../compare-timelines.js';

/** What must agree between the regions' copies of a media playlist. */
export interface MediaSnapshot extends Timeline {
  /** Never empty. */
  segments: readonly TimelineSegment[];
  ended: boolean;
  /** Seconds; undefined where it is not a low-latency playlist. */
  partTarget: number | undefined;
  /** Whether segments need an initialisation section, as fMP4 does. */
  mapped: boolean;
  /** METHOD and KEYFORMAT of its keys, each once, sorted. */
  encryption: readonly string[];
  /** Keys that are named rather than fetched over HTTP, as licence servers have them. */
  keyIds: ReadonlySet<string>;
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
    mapped: text.includes('\n#EXT-X-MAP:'),
    ...keysOf(text),
  };
}

function keysOf(text: string): Pick<MediaSnapshot, 'encryption' | 'keyIds'> {
  const encryption = new Set<string>();
  const keyIds = new Set<string>();
  for (const [, list = ''] of text.matchAll(/^#EXT-X-KEY:(.*?)\s*$/gm)) {
    try {
      const attributes = parseAttributes(list);
      const method = rawValue(attributes, 'METHOD') ?? 'NONE';
      encryption.add([method, quotedValue(attributes, 'KEYFORMAT') ?? 'identity'].join(' '));
      const uri = quotedValue(attributes, 'URI') ?? '';
      if (/^[a-z][a-z0-9+.-]*:/i.test(uri) && !/^https?:/i.test(uri)) keyIds.add(uri);
    } catch (error) {
      if (!(error instanceof MalformedAttributes)) throw error;
      encryption.add('unreadable');
    }
  }
  return { encryption: [...encryption].sort(), keyIds };
}
