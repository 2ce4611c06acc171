import type { PlaceJudgement } from '../polling/stream-poller.js';
import type { DetectorMessage } from '../reporting/detector-message.js';
import type { StreamJudgement } from './judge-stream.js';

export interface Verdict extends StreamJudgement {
  distribution: DetectorMessage['detector']['distribution'];
}

/** Whether viewers get a stream that is in a state at the distribution. */
const SEEN = { fresh: 'open', stale: 'failing', unknown: 'unknown' } as const;

/**
 * Judges a stream by how it is at two places. It is fresh only where it is fresh at both: the origin shows first that it
 * stopped, and the distribution shows what viewers get. A closed distribution shows nothing, so the origin alone is judged.
 * Counts are those of the origin.
 *
 * @param distribution undefined where both places have one URL
 */
export function judgePlaces(origin: PlaceJudgement, distribution?: PlaceJudgement): Verdict {
  const { closed: originClosed, ...judged } = origin;
  if (!distribution && originClosed) {
    const reason = 'the distribution is closed, and no other URL is known';
    return { ...judged, state: 'unknown', reason, distribution: 'closed' };
  }
  if (!distribution) return { ...judged, distribution: SEEN[judged.state] };
  if (distribution.closed) return { ...judged, distribution: 'closed' };
  const { state } = distribution;
  // An origin that stopped stops the distribution too: its reason is the one to tell.
  if (state === 'fresh' || judged.state === 'stale') return { ...judged, distribution: SEEN[state] };
  const told = state === 'unknown' ? judged.reason : undefined;
  return { ...judged, state, reason: told ?? `at the distribution: ${distribution.reason}`, distribution: SEEN[state] };
}
