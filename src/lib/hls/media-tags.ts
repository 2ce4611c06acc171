import { readAttributes } from './attributes.js';
import type { AdMarker, AheadLink, MediaKey, MediaPlaylist, MediaSegment } from './media-playlist.js';
import { parseDate } from './program-date.js';
import { absoluteUrl } from './urls.js';
import { define, type Variables } from './variables.js';

/** A media playlist while it is read: what its lines have said so far. */
export interface MediaDraft
  extends Omit<MediaPlaylist, 'targetDuration' | 'segments' | 'aheadLinks' | 'adMarkers' | 'keys' | ReadLast> {
  targetDuration?: number;
  segments: MediaSegment[];
  aheadLinks: AheadLink[];
  adMarkers: AdMarker[];
  keys: MediaKey[];
  /** What is not part of the result. */
  state: {
    /** What its URIs are relative to. */
    url: string;
    /** EXT-X-DEFINE. */
    variables: Map<string, string>;
    /** Tags that may appear once, of those that were read. */
    once: Set<string>;
    /** Names that are used and have no value. */
    undefined: Set<string>;
    /** Those of the master playlist, for EXT-X-DEFINE with IMPORT. */
    imported: Variables;
    /**
     * What is known of the next segment: what the lines since the last one say, and what holds until another tag replaces
     * it. `durationS` is NaN without an EXTINF.
     */
    next: Omit<MediaSegment, 'sequence' | 'url' | 'path'>;
    /** Where the last byte range ended, and in which file. */
    lastRange?: { uri: string; end: number };
  };
}

/** What only the whole text tells. */
type ReadLast = 'endSequence' | 'lastSegment' | 'cutOffIn' | 'undefinedVariables';

/** Takes over what a tag says. A value that makes no sense is passed over, as players do; never throws. */
type ReadTag = (draft: MediaDraft, value: string) => void;

/**
 * The tags of media playlists that cvs reads, and what they mean (RFC 8216bis sections 4.4.2 to 4.4.5). All others are
 * passed over, as section 6.3.1 asks of clients.
 */
export const MEDIA_TAGS: Readonly<Record<string, ReadTag>> = {
  '#EXTINF'(draft, value) {
    // The title may follow after a comma.
    draft.state.next.durationS = seconds(value) ?? draft.targetDuration ?? draft.state.next.durationS;
  },
  '#EXT-X-TARGETDURATION'(draft, value) {
    const number = whole(value);
    // Of less than a second players make one.
    if (number !== undefined) draft.targetDuration = Math.max(1, number);
  },
  '#EXT-X-MEDIA-SEQUENCE'(draft, value) {
    draft.mediaSequence = whole(value) ?? draft.mediaSequence;
  },
  '#EXT-X-DISCONTINUITY-SEQUENCE'(draft, value) {
    draft.discontinuitySequence = whole(value) ?? draft.discontinuitySequence;
  },
  '#EXT-X-DISCONTINUITY'(draft) {
    draft.state.next.discontinuity = true;
    draft.state.next.discontinuitySequence += 1;
  },
  '#EXT-X-PROGRAM-DATE-TIME'(draft, value) {
    draft.state.next.dateMs = parseDate(value);
  },
  '#EXT-X-GAP'(draft) {
    draft.state.next.gap = true;
  },
  '#EXT-X-PLAYLIST-TYPE'(draft, value) {
    draft.isEvent = value === 'EVENT';
  },
  '#EXT-X-ENDLIST'(draft) {
    draft.ended = true;
  },
  '#EXT-X-MAP'(draft, value) {
    draft.state.next.initUrl = urlOf(draft, readAttributes(value).get('URI'));
  },
  '#EXT-X-KEY'(draft, value) {
    const attributes = readAttributes(value);
    const method = attributes.get('METHOD') ?? 'NONE';
    const keyFormat = attributes.get('KEYFORMAT') ?? 'identity';
    const uri = attributes.get('URI');
    draft.keys.push({ method, keyFormat, uri });
    // Keys of several formats may hold for the same segments (RFC 8216bis section 4.4.4.4).
    if (method === 'NONE') draft.state.next.keyUri = undefined;
    else if (keyFormat === 'identity') draft.state.next.keyUri = urlOf(draft, uri);
  },
  '#EXT-X-BYTERANGE'(draft, value) {
    draft.state.next.range = value;
  },
  '#EXT-X-SKIP'(draft, value) {
    const skipped = whole(readAttributes(value).get('SKIPPED-SEGMENTS') ?? '') ?? 0;
    if (skipped > 0 && skipped <= MAX_SKIPPED) draft.skipped += skipped;
  },
  '#EXT-X-DEFINE'(draft, value) {
    const { variables, url, imported } = draft.state;
    define(variables, readAttributes(value), { url, imported });
  },
  '#EXT-X-SERVER-CONTROL'(draft, value) {
    const attributes = readAttributes(value);
    draft.canBlockReload = attributes.get('CAN-BLOCK-RELOAD') === 'YES';
    draft.partHoldBackS = seconds(attributes.get('PART-HOLD-BACK'));
    draft.holdBackS = seconds(attributes.get('HOLD-BACK'));
    draft.canSkipUntilS = seconds(attributes.get('CAN-SKIP-UNTIL'));
  },
  '#EXT-X-PART-INF'(draft, value) {
    draft.partTargetS = seconds(readAttributes(value).get('PART-TARGET'));
  },
  '#EXT-X-PART'(draft, value) {
    const attributes = readAttributes(value);
    draft.parts += 1;
    if (attributes.get('GAP') !== 'YES') draft.mediaParts = draft.parts;
    const longest = Math.max(seconds(attributes.get('DURATION')) ?? 0, draft.longestPartS ?? 0);
    if (longest > 0) draft.longestPartS = longest;
  },
  '#EXT-X-DATERANGE'(draft, value) {
    const attributes = readAttributes(value);
    const id = attributes.get('ID');
    const dateMs = parseDate(attributes.get('START-DATE') ?? '');
    // Without a date it belongs to another tag of the same ID.
    if (id === undefined || dateMs === undefined) return;
    const lengthS = seconds(attributes.get('PLANNED-DURATION'));
    draft.adMarkers.push({ name: `EXT-X-DATERANGE "${id}"`, dateMs, lengthS });
  },
  '#EXT-X-CUE-OUT': readCue('EXT-X-CUE-OUT'),
  '#EXT-X-CUE-OUT-CONT': readCue('EXT-X-CUE-OUT-CONT'),
  '#EXT-X-CUE-IN': readCue('EXT-X-CUE-IN'),
  '#EXT-X-PRELOAD-HINT': readLink('EXT-X-PRELOAD-HINT'),
  '#EXT-X-RENDITION-REPORT': readLink('EXT-X-RENDITION-REPORT'),
};

/** Far more segments than any playlist holds. */
const MAX_SKIPPED = 10_000_000;

/** Tags that appear once (RFC 8216bis sections 4.4.1 to 4.4.3). */
const ONCE: ReadonlySet<string> = new Set(
  ['VERSION', 'TARGETDURATION', 'MEDIA-SEQUENCE', 'DISCONTINUITY-SEQUENCE', 'PLAYLIST-TYPE', 'ENDLIST']
    .concat(['PART-INF', 'SERVER-CONTROL', 'I-FRAMES-ONLY', 'SKIP'])
    .map((name) => `#EXT-X-${name}`),
);
/** Of these, those that stand before the first segment (RFC 8216bis sections 4.4.3.2 and 4.4.3.3). */
const FIRST: ReadonlySet<string> = new Set(['#EXT-X-MEDIA-SEQUENCE', '#EXT-X-DISCONTINUITY-SEQUENCE']);

/** Notes where a tag stands where players do not take it. */
export function notePlace(draft: MediaDraft, tag: string): void {
  if (!ONCE.has(tag)) return;
  const { once } = draft.state;
  if (once.has(tag)) draft.misplacedTag ??= `${tag.slice(1)} appears twice`;
  else if (FIRST.has(tag) && draft.segments.length + draft.skipped > 0) {
    draft.misplacedTag ??= `${tag.slice(1)} stands behind the first segment`;
  }
  once.add(tag);
}

/** Tags that only media playlists have, read or not (RFC 8216bis sections 4.4.3 to 4.4.5). */
export const MEDIA_ONLY_TAGS: readonly string[] = [
  ...Object.keys(MEDIA_TAGS).filter((tag) => !/DEFINE|DATERANGE|CUE/.test(tag)),
  ...['I-FRAMES-ONLY', 'BITRATE'].map((name) => `#EXT-X-${name}`),
];

function readCue(name: string): ReadTag {
  return ({ adMarkers, segments }, value) => {
    adMarkers.push({ name, segment: segments.length, ...cueTimes(value) });
  };
}

/** Packagers write `30`, `DURATION=30`, `6/30` or `ElapsedTime=6,Duration=30`: no standard says how. */
function cueTimes(value: string): Pick<AdMarker, 'lengthS' | 'elapsedS'> {
  const [, elapsed, length] = /^(?:([\d.]+)\/)?([\d.]+)(?:,|$)/.exec(value) ?? [];
  const named = new Map([...readAttributes(value)].map(([name, text]) => [name.toLowerCase(), text]));
  return {
    lengthS: seconds(length ?? named.get('duration')),
    elapsedS: seconds(elapsed ?? named.get('elapsedtime')),
  };
}

function readLink(tag: AheadLink['tag']): ReadTag {
  return (draft, value) => {
    const uri = readAttributes(value).get('URI');
    if (uri !== undefined) draft.aheadLinks.push({ tag, uri });
  };
}

function urlOf(draft: MediaDraft, uri: string | undefined): string | undefined {
  return uri ? absoluteUrl(uri, draft.state.url) : undefined;
}

/** A decimal integer; of a fraction, its whole part. */
function whole(value: string): number | undefined {
  const number = Number.parseInt(value, 10);
  return Number.isFinite(number) ? number : undefined;
}

/** A duration in seconds; undefined where the value does not begin with one. */
function seconds(value: string | undefined): number | undefined {
  const number = Number.parseFloat(value ?? '');
  return number >= 0 && Number.isFinite(number) ? number : undefined;
}
