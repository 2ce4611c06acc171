import { DISTRIBUTION_DOMAIN } from '../../cluster/distribution-domain.js';
import { usageError } from '../../errors.js';
import { outsideText } from '../../outside-text.js';
import type { Finding } from '../checks/check.js';

export type StreamState = 'fresh' | 'stale' | 'unknown';

/** The state of a playlist in more detail; unreachable and ended playlists count as stale. */
export type PlaylistCondition = 'unknown' | 'fresh' | 'stale' | 'unreachable' | 'ended';

/**
 * What a detector publishes. The field names are those of the older system, for its consumers; `distribution_domain`,
 * `change_detect`, `unknown`, `reason`, `observed_at`, `reports_left_out`, `distribution`, `distribution_playlists`,
 * `serves_from` and `findings` are additions.
 */
export interface DetectorMessage {
  options: {
    /** The stream's master playlist through the distribution. */
    cdn_url: string;
    /** The distribution's own domain name; the URL may have an alias. Absent where the detector is not told it. */
    distribution_domain?: string;
    origin_url: string;
    name: string;
    region: string;
    sns_topic: string;
    duration_multiplier: number;
    /** Share, 0 to 1. */
    stale_tolerance: number;
    change_detect: string;
  };
  /** By the media playlist's URL at the origin. */
  playlists: Record<string, PlaylistReport>;
  /** The same at the distribution, as viewers see them, by URL there; undefined where both places have one URL. */
  distribution_playlists?: Record<string, PlaylistReport>;
  /** What the checks found within the last minute, errors first. */
  findings: readonly Finding[];
  detector: {
    total: number;
    fresh: number;
    stale: number;
    unknown: number;
    /** 0 to 100, as the tolerance. */
    stale_playlist_percent: number;
    stale_tolerance_percent: number;
    state: StreamState;
    /** Why it is not fresh; absent while it is. */
    reason?: string;
    /** Grows with each message, over restarts too. */
    sequence: number;
    /** Epoch seconds. */
    observed_at: number;
    /** How many reports of playlists the message is too short for; absent where it has all. */
    reports_left_out?: number;
    /** Whether viewers get the stream at the distribution. */
    distribution: 'open' | 'closed' | 'failing' | 'unknown';
    /** The region whose origin the distribution asks, as its copilot says; absent where that is not known. */
    serves_from?: string;
  };
}

/** One playlist. Durations are seconds between changes, written with one decimal as the older system did. */
export interface PlaylistReport {
  state: StreamState;
  /** The state in more detail: a stale playlist may be unreachable or ended. */
  condition: PlaylistCondition;
  reason?: string;
  /** Epoch seconds of the last new segment. */
  changed?: number;
  /** EXT-X-TARGETDURATION in seconds. */
  duration?: number;
  mean_duration?: string;
  median_duration?: string;
  min_duration?: string;
  max_duration?: string;
  p90_duration?: string;
  /** How far the end of the newest segment was behind the wall clock when it appeared, seconds. */
  pdt_lag?: string;
}

/** What the alert handler needs of a message. */
export interface Observation {
  /** Key of the distribution in the state table. */
  domain: string;
  state: StreamState;
  sequence: number;
  /** ms since the epoch. */
  observedAtMs: number;
  region: string;
  /** One line for people. */
  detail: string;
  /** The region whose detector says so; undefined in a message that is of its own region's stream alone. */
  observer?: string;
  /** How often the detector repeats itself; undefined where that is each minute. */
  heartbeatMs?: number;
  /** As `StreamObservation.aligned_with`. */
  alignedWith?: readonly string[];
  /** As `Quality.quality`. */
  quality?: number;
  /** As `Quality.settledQuality`. */
  settledQuality?: number;
}

/**
 * Reads a detector's message, an older detector's too.
 *
 * @param receivedAtMs ms since the epoch; used where the message does not say when it was observed
 * @param ownDomain domain name of the only distribution that messages may be about; without it, any may be
 * @throws CvsError MALFORMED_MESSAGE naming what is wrong, FOREIGN_MESSAGE for another distribution's
 */
export function readObservation(
  message: Record<string, unknown>,
  receivedAtMs: number,
  ownDomain?: string,
): Observation {
  const options = record(message.options, 'options');
  const detector = record(message.detector, 'detector');

  const { state, sequence } = detector;
  if (state !== 'fresh' && state !== 'stale' && state !== 'unknown') throw malformed('detector.state', state);
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence)) throw malformed('detector.sequence', sequence);
  if (typeof options.cdn_url !== 'string' || !URL.canParse(options.cdn_url)) {
    throw malformed('options.cdn_url', options.cdn_url);
  }
  const counts = `${detector.stale} of ${detector.total} playlists are stale`;
  return {
    domain: domainOf(options.distribution_domain, new URL(options.cdn_url).host, ownDomain),
    state,
    sequence,
    observedAtMs: typeof detector.observed_at === 'number' ? detector.observed_at * 1000 : receivedAtMs,
    region: typeof options.region === 'string' ? outsideText(options.region) : 'unknown',
    detail: outsideText(typeof detector.reason === 'string' ? detector.reason : counts),
  };
}

/** The distribution that a message is about: by its own word, or else by its URL's host where that is not an alias. */
function domainOf(said: unknown, host: string, ownDomain?: string): string {
  if (said !== undefined && !(typeof said === 'string' && DISTRIBUTION_DOMAIN.test(said))) {
    throw malformed('options.distribution_domain', said);
  }
  const named = said ?? (DISTRIBUTION_DOMAIN.test(host) ? host : undefined);
  if (!ownDomain) return named ?? host;
  if (named === undefined || named === ownDomain) return ownDomain;
  throw usageError('FOREIGN_MESSAGE', `This message is about ${named}. Only messages about ${ownDomain} are written.`);
}

/** @throws CvsError MALFORMED_MESSAGE where it is not a JSON object */
export function parseMessage(text: string): Record<string, unknown> {
  try {
    return record(JSON.parse(text), 'the message');
  } catch {
    throw malformed('the message', text.slice(0, 200));
  }
}

export function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(what, value);
  return value as Record<string, unknown>;
}

export function malformed(what: string, value: unknown) {
  return usageError(
    'MALFORMED_MESSAGE',
    `This is not a message of a detector: ${what} is ${outsideText(JSON.stringify(value) ?? 'undefined')}`,
  );
}
