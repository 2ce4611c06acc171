import type { PlaceJudgement } from '../polling/stream-poller.js';
import type { DetectorMessage } from '../reporting/detector-message.js';
import type { StreamJudgement } from './judge-stream.js';

export interface Verdict extends StreamJudgement {
  distribution: DetectorMessage['detector']['distribution'];
}

/**
 * Judges a stream by how it is at two places. It is fresh only where it is fresh at both: the origin shows first that it
 * stopped, and the distribution shows what viewers get. A closed distribution shows nothing, so the origin alone is judged.
 * Counts are those of the origin.
 *
 * @param distribution undefined where both places have one URL
 */
export function judgePlaces(origin: PlaceJudgement, distribution?: PlaceJudgement): Verdict {
  const { closed: originClosed, ...judged } = origin;
  if (!distribution) {
    if (originClosed) {
      return {
        ...judged,
        state: 'unknown',
        reason: 'the distribution is closed, and no other URL is known',
        distribution: 'closed',
      };
    }
    return {
      ...judged,
      distribution: { fresh: 'open', stale: 'failing', unknown: 'unknown' }[judged.state] as Verdict['distribution'],
    };
  }
  if (distribution.closed) return { ...judged, distribution: 'closed' };
  if (distribution.state === 'stale') {
    // An origin that stopped stops the distribution too: its reason is the one to tell.
    if (judged.state === 'stale') return { ...judged, distribution: 'failing' };
    return {
      ...judged,
      state: 'stale',
      reason: `at the distribution: ${distribution.reason}`,
      distribution: 'failing',
    };
  }
  if (distribution.state === 'unknown') {
    const reason = judged.reason ?? `at the distribution: ${distribution.reason}`;
    return { ...judged, state: judged.state === 'stale' ? 'stale' : 'unknown', reason, distribution: 'unknown' };
  }
  return { ...judged, distribution: 'open' };
}
