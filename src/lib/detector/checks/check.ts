import type { MediaPlaylist } from '../../hls/media-playlist.js';

/**
 * error: viewers are, or soon will be, without picture or sound. warning: a rule is broken that players rely on.
 * note: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'note';

/** What there is to say of a check, whatever it looks at; `docs/detector.md` lists it. */
export interface CheckInfo {
  /** Stable, lower case with hyphens; for scripts and alarms. */
  name: string;
  severity: Severity;
  /** What has to hold. */
  rule: string;
  /** Where the rule comes from. */
  source: string;
  /** What an operator does about it. */
  action: string;
}

/** Something that a check found. */
export interface Finding {
  check: string;
  severity: Severity;
  /** URL, region or rung that it was found at. */
  subject: string;
  detail: string;
}

/** A version of a playlist as it was read. */
export interface PlaylistLook {
  /** The version that was read before, if it differs. */
  previous?: MediaPlaylist;
  current: MediaPlaylist;
  /** Since the previous version was first read, seconds. */
  elapsedS: number;
  /** Wall clock, ms. */
  nowMs: number;
  /** Age header, seconds. */
  ageS?: number;
  /** How long shared caches may keep it, seconds. */
  lifetimeS?: number;
}

/** A check of one playlist, each time a version of it is read. */
export interface PlaylistCheck extends CheckInfo {
  /** What is wrong, in one line. */
  find(look: PlaylistLook): string | undefined;
}

/** One media playlist of a stream as last read. */
export interface StreamMember {
  url: string;
  snapshot: MediaPlaylist;
}

/** A check of the playlists of a stream against each other. */
export interface StreamCheck extends CheckInfo {
  find(members: readonly StreamMember[]): string | undefined;
}

/** A check of two streams, that of another region and ours, rung by rung. */
export interface RegionsCheck extends CheckInfo {
  find(ours: MediaPlaylist, theirs: MediaPlaylist): string | undefined;
}

export function finding(check: CheckInfo, subject: string, detail: string): Finding {
  return { check: check.name, severity: check.severity, subject, detail };
}
