import type { PlaylistCheck } from './check.js';

export const discontinuitySequence: PlaylistCheck = {
  name: 'discontinuity-sequence',
  severity: 'error',
  rule: 'EXT-X-DISCONTINUITY-SEQUENCE grows by one for each EXT-X-DISCONTINUITY that leaves the playlist, and only then.',
  source: 'RFC 8216 section 6.2.2',
  action:
    'Players that change the rung lose their place in time. Look at the packager’s ad markers and at its restarts.',
  find: ({ previous, current }) => {
    if (!previous || current.mediaSequence < previous.mediaSequence) return undefined;
    const removed = current.mediaSequence - previous.mediaSequence;
    // What was published and removed between two looks may have had discontinuities of its own.
    if (removed > previous.segments.length) return undefined;
    // The tag belongs to the segment after it and leaves with that segment, or already when nothing stands before it.
    const gone = previous.segments.slice(0, removed).filter((segment) => segment.discontinuity).length;
    const [first, before] = [current.segments[0], previous.segments[removed]];
    const left = before?.discontinuity && first && !first.discontinuity ? 1 : 0;
    const expected = previous.discontinuitySequence + gone + left;
    if (current.discontinuitySequence === expected) return undefined;
    return `${current.discontinuitySequence} where ${expected} is due`;
  },
};
