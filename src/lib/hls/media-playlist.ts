/** One segment of a media playlist. */
export interface MediaSegment {
  /** Media sequence number. */
  sequence: number;
  /** Absolute; as it was written where it cannot be resolved. */
  url: string;
  /** The URL without its query: a token in it says nothing of the media. */
  path: string;
  /** EXT-X-BYTERANGE, with the offset where the playlist says it, where the segment is a part of what the URL names. */
  range?: string;
  /** EXTINF in seconds; the target duration where there is none. */
  durationS: number;
  /** Whether EXT-X-DISCONTINUITY is right before it. */
  discontinuity: boolean;
  /** Discontinuity sequence number. */
  discontinuitySequence: number;
  /** EXT-X-GAP: there is no media. */
  gap: boolean;
  /** The EXT-X-PROGRAM-DATE-TIME right before it, ms since the epoch; undefined without one. */
  dateMs?: number;
  /** When it begins, by its own date or by those of its neighbours, ms since the epoch; see `startsMs`. */
  startMs?: number;
  /** Absolute URL of its initialization segment (EXT-X-MAP). */
  initUrl?: string;
  /** Absolute URI of its key (EXT-X-KEY), where the key is fetched as it is (KEYFORMAT "identity"). */
  keyUri?: string;
}

/** An EXT-X-KEY, as it was written. */
export interface MediaKey {
  method: string;
  keyFormat: string;
  uri?: string;
}

/** A URI of EXT-X-PRELOAD-HINT or EXT-X-RENDITION-REPORT, as it was written: players ask for it ahead. */
export interface AheadLink {
  tag: 'EXT-X-PRELOAD-HINT' | 'EXT-X-RENDITION-REPORT';
  uri: string;
}

/** An EXT-X-DATERANGE, or an EXT-X-CUE-OUT or EXT-X-CUE-IN before a segment. */
export interface AdMarker {
  /** What it is: `EXT-X-DATERANGE "id"`, `EXT-X-CUE-OUT`, `EXT-X-CUE-OUT-CONT` or `EXT-X-CUE-IN`. */
  name: string;
  /** START-DATE of a date range, ms since the epoch. */
  dateMs?: number;
  /** Of a cue: where in `segments` the segment is that follows it. */
  segment?: number;
  /** How long the break is to be, s. */
  lengthS?: number;
  /** How long the break has lasted, s. */
  elapsedS?: number;
}

/** A media playlist as players read it. */
export interface MediaPlaylist {
  /** EXT-X-TARGETDURATION in seconds. */
  targetDuration: number;
  mediaSequence: number;
  discontinuitySequence: number;
  segments: readonly MediaSegment[];
  /** How many segments at its beginning are not in `segments`: left out by EXT-X-SKIP, or by a reader of tails. */
  skipped: number;
  /** Media sequence number that follows the newest segment that has media. */
  endSequence: number;
  /** Path of that newest segment; empty without one. */
  lastSegment: string;
  /** EXT-X-ENDLIST: nothing will come any more. */
  ended: boolean;
  /** Partial segments after the last whole one (low-latency HLS). */
  parts: number;
  /** Number of the newest of them that has media, from 1; 0 without one. */
  mediaParts: number;
  /** PART-TARGET and the longest part, in seconds; undefined where it is not a low-latency playlist. */
  partTargetS?: number;
  longestPartS?: number;
  /** PART-HOLD-BACK of EXT-X-SERVER-CONTROL, in seconds. */
  partHoldBackS?: number;
  /** Whether a reload may wait for what is not listed yet: CAN-BLOCK-RELOAD of EXT-X-SERVER-CONTROL. */
  canBlockReload: boolean;
  aheadLinks: readonly AheadLink[];
  /** HOLD-BACK and CAN-SKIP-UNTIL of EXT-X-SERVER-CONTROL, in seconds. */
  holdBackS?: number;
  canSkipUntilS?: number;
  adMarkers: readonly AdMarker[];
  /** Every EXT-X-KEY, in order. */
  keys: readonly MediaKey[];
  /** Variables that it uses and that have no value: players refuse it. */
  undefinedVariables: readonly string[];
  /** The first tag with white space behind its colon. */
  spacedTag?: string;
  /** What is wrong with where a tag stands, or how often: some players refuse such playlists. */
  misplacedTag?: string;
  /** EXT-X-PLAYLIST-TYPE:EVENT: segments are only added. */
  isEvent: boolean;
  /** The line within which the text was cut off; undefined where it is whole. */
  cutOffIn?: string;
}
