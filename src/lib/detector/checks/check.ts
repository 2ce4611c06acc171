import { CATALOGUE, type FindingId } from '../../findings/catalogue.js';
import type { Severity } from '../../findings/finding.js';
import type { ListedPlaylist } from '../../hls/list-playlists.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { LONGEST_SENTENCE, outsideText } from '../../outside-text.js';

/** Something that was found, as messages and `cvs detector check --json` have it. */
export interface Finding {
  check: FindingId;
  severity: Severity;
  /** URL, region or rung that it was found at. */
  subject: string;
  detail: string;
}

/** What is wrong, in one line; with a severity where it is not that of the catalogue. */
export type Found = string | { detail: string; severity: Severity };

export function finding(check: FindingId, subject: string, found: Found): Finding {
  const graded = typeof found === 'string' ? { detail: found, severity: CATALOGUE[check].severity } : found;
  return {
    check,
    severity: graded.severity,
    subject: outsideText(subject, LONGEST_SENTENCE),
    detail: outsideText(graded.detail, LONGEST_SENTENCE),
  };
}

/** A version of a playlist as it was read. */
export interface PlaylistLook {
  /** The version that was read before, if it differs. */
  previous?: MediaPlaylist;
  current: MediaPlaylist;
  /** Since the previous version was first read, ms. */
  elapsedMs: number;
  /** Wall clock, ms. */
  nowMs: number;
  /** Age header, seconds. */
  ageS?: number;
  /** How long shared caches may keep it, seconds. */
  lifetimeS?: number;
}

/** A check of one playlist, each time a version of it is read. */
export type PlaylistCheck = (look: PlaylistLook) => Found | undefined;

/** Checks by the ids of what they find. */
export type PlaylistChecks = Partial<Record<FindingId, PlaylistCheck>>;

/** One media playlist of a stream as last read. */
export interface StreamMember {
  /** Its name in messages. */
  url: string;
  kind: ListedPlaylist['kind'];
  snapshot: MediaPlaylist;
}
