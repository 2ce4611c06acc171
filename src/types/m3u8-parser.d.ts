/** m3u8-parser 7 ships no types; these are the parts that are read here, named as its README names them. */
declare module 'm3u8-parser' {
  export interface Segment {
    uri: string;
    /** Seconds. */
    duration: number;
    /** ms since the epoch; present on every segment when one of them has EXT-X-PROGRAM-DATE-TIME. */
    programDateTime?: number;
    discontinuity?: boolean;
    /** Discontinuity sequence number (RFC 8216bis section 6.2.1). */
    timeline: number;
    map?: { uri: string };
    /** EXT-X-PROGRAM-DATE-TIME as it stands before this very segment. */
    dateTimeString?: string;
    key?: { method: string; uri?: string };
    parts?: Part[];
    /** By the names of parsers that were added. */
    custom?: Readonly<Record<string, unknown>>;
  }

  export interface Part {
    uri: string;
    /** Seconds. */
    duration: number;
  }

  export interface Rendition {
    default?: boolean;
    autoselect?: boolean;
    language?: string;
    uri?: string;
  }

  export interface Playlist {
    uri: string;
    attributes: { BANDWIDTH?: number; AUDIO?: string; 'PATHWAY-ID'?: string };
  }

  export interface Manifest {
    playlists?: Playlist[];
    /** By TYPE, GROUP-ID and NAME. */
    mediaGroups?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Rendition>>>>>>;
    contentSteering?: { serverUri?: string; pathwayId?: string };
    segments?: Segment[];
    mediaSequence?: number;
    discontinuitySequence?: number;
    /** Seconds. */
    targetDuration?: number;
    endList?: boolean;
    /** PART-TARGET in seconds. */
    partTargetDuration?: number;
    /** The segment that is being made: its parts so far. */
    preloadSegment?: { parts?: Part[] };
  }

  export class Parser {
    readonly manifest: Manifest;
    push(chunk: string): void;
    end(): void;
    addParser(options: {
      expression: RegExp;
      customType: string;
      segment?: boolean;
      dataParser?: (line: string) => unknown;
    }): void;
  }
}
