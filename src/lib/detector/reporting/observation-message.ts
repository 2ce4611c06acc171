import { DISTRIBUTION_DOMAIN } from '../../cluster/distribution-domain.js';
import { usageError } from '../../errors.js';
import { outsideText } from '../../outside-text.js';
import { isScore } from '../../serving/quality.js';
import {
  malformed,
  type Observation,
  parseMessage,
  readObservation,
  record,
  type StreamState,
} from './detector-message.js';

/**
 * What a detector says of every stream that it follows, its own region's and the other regions': each
 * `heartbeat_seconds`, and when the state of one changes. It goes to a topic of its own, so that the consumers of
 * {@link DetectorMessage} get no more messages than before.
 */
export interface ObservationMessage {
  /** The region of the detector. */
  observer: string;
  /** What the detector calls itself. */
  name: string;
  heartbeat_seconds: number;
  /** Grows with each message, over restarts too. */
  sequence: number;
  /** Epoch seconds. */
  observed_at: number;
  streams: readonly StreamObservation[];
}

/** Media quality scores, 0 to 100; absent where the origin sends none. */
export interface StreamQuality {
  quality?: number;
  /** With hysteresis: see `QualityWatch`. */
  quality_settled?: number;
}

export interface StreamObservation extends StreamQuality {
  /** Domain name that CloudFront gave to the distribution in front of the stream. */
  distribution_domain: string;
  state: StreamState;
  /** Why it is not fresh; absent while it is. */
  reason?: string;
  /**
   * As `HealthState.alignedWith`; absent while it is not known. Of the observer's own stream it names every region that can
   * stand in. Of another region's it names the observer's own or none: an observer compares the others with its own stream
   * only, and of three regions says nothing of how the other two are to each other. `who-says.ts` puts the words together.
   */
  aligned_with?: readonly string[];
}

/** Whose messages are written, and about what. */
export interface Trusted {
  /** AWS region code of this stack, which every observation is of. */
  region: string;
  /** The distribution of this stack: the only one that a message without an observer may be about. Empty for any. */
  ownDomain: string;
}

/**
 * Reads what a detector sent, on either of its topics.
 *
 * @param receivedAtMs ms since the epoch; used where the message does not say when it was observed
 * @throws CvsError MALFORMED_MESSAGE naming what is wrong, FOREIGN_MESSAGE for another distribution's or region's
 */
export function readObservations(text: string, receivedAtMs: number, { region, ownDomain }: Trusted): Observation[] {
  const message = parseMessage(text);
  if (message.streams === undefined) return [readObservation(message, receivedAtMs, ownDomain)];
  const { observer, sequence, observed_at, heartbeat_seconds, streams } = message;
  if (observer !== region) {
    const named = outsideText(JSON.stringify(observer) ?? 'undefined');
    throw usageError(
      'FOREIGN_MESSAGE',
      `This message is of the observer ${named}. Only those of ${region} are written.`,
    );
  }
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence)) throw malformed('sequence', sequence);
  if (typeof observed_at !== 'number') throw malformed('observed_at', observed_at);
  if (typeof heartbeat_seconds !== 'number' || !(heartbeat_seconds >= 1 && heartbeat_seconds <= LONGEST_HEARTBEAT_S)) {
    throw malformed('heartbeat_seconds', heartbeat_seconds);
  }
  if (!Array.isArray(streams)) throw malformed('streams', streams);
  return streams.map((one): Observation => {
    const { distribution_domain: domain, state, reason, aligned_with, ...more } = record(one, 'streams');
    if (typeof domain !== 'string' || !DISTRIBUTION_DOMAIN.test(domain)) throw malformed('distribution_domain', domain);
    if (state !== 'fresh' && state !== 'stale' && state !== 'unknown') throw malformed('state', state);
    return {
      domain,
      state,
      observer: region,
      sequence,
      observedAtMs: observed_at * 1000,
      heartbeatMs: heartbeat_seconds * 1000,
      alignedWith: isTexts(aligned_with) ? aligned_with : undefined,
      quality: isScore(more.quality) ? more.quality : undefined,
      settledQuality: isScore(more.quality_settled) ? more.quality_settled : undefined,
      region,
      detail: outsideText(typeof reason === 'string' ? reason : `the stream is ${state}`),
    };
  });
}

/** An observer that promises to repeat itself less often than this would be believed for too long. */
const LONGEST_HEARTBEAT_S = 60;

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
