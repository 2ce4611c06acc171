/** m3u8-parser 7 ships no types; these are the parts that are read here, named as its README names them. */
declare module 'm3u8-parser' {
  export interface Segment {
    uri: string;
    /** Seconds. */
    duration: number;
    /** ms since the epoch; present on every segment when one of them has EXT-X-PROGRAM-DATE-TIME. */
    programDateTime?: number;
    discontinuity?: boolean;
    map?: { uri: string };
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
    /** Seconds. */
    targetDuration?: number;
    endList?: boolean;
  }

  export class Parser {
    readonly manifest: Manifest;
    push(chunk: string): void;
    end(): void;
  }
}
