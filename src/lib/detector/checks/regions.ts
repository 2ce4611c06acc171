import { compareTimelines, type Timeline, type TimelineDifference } from '../../hls/compare-timelines.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import type { RegionsCheck } from './check.js';

const WHY = 'Players take the two regions for one stream';

export const regionsTargetDuration: RegionsCheck = {
  name: 'regions-target-duration',
  severity: 'error',
  rule: 'A rung has the same EXT-X-TARGETDURATION in every region.',
  source: `${WHY}; RFC 8216 section 6.2.4`,
  action: 'Give the encoders of both regions the same settings.',
  find: (ours, theirs) => {
    const found = difference(ours, theirs, 'target-duration');
    return found && `${found.seconds[0]} s here, ${found.seconds[1]} s there`;
  },
};

export const regionsSequence: RegionsCheck = {
  name: 'regions-sequence',
  severity: 'error',
  rule: 'The same moment of a rung has the same EXT-X-MEDIA-SEQUENCE in every region; without dates in common, the newest numbers agree within three segments.',
  source: `${WHY}; VHS gets stuck on its way back when they differ (measured)`,
  action:
    'Lock the encoders’ output to the epoch (MediaLive: output locking, epoch), or start both at the same number.',
  find: (ours, theirs) => {
    const found = difference(ours, theirs, 'media-sequence');
    return found && `${found.of}: ${found.numbers[0]} here, ${found.numbers[1]} there`;
  },
};

export const regionsDate: RegionsCheck = {
  name: 'regions-date',
  severity: 'warning',
  rule: 'The newest segments of a rung end, by EXT-X-PROGRAM-DATE-TIME, within three target durations of each other in every region.',
  source: `${WHY}; RFC 8216 section 6.2.4`,
  action:
    'A player that moves repeats or skips that much. See whether one region stands still; else feed both encoders the same timecode.',
  find: (ours, theirs) => {
    const found = difference(ours, theirs, 'behind');
    return found && `${(found.ms / 1000).toFixed(1)} s behind ${found.which === 'first' ? 'here' : 'there'}`;
  },
};

function difference<K extends TimelineDifference['kind']>(
  ours: MediaPlaylist,
  theirs: MediaPlaylist,
  kind: K,
): Extract<TimelineDifference, { kind: K }> | undefined {
  return compareTimelines(timelineOf(ours), timelineOf(theirs)).find(
    (one): one is Extract<TimelineDifference, { kind: K }> => one.kind === kind,
  );
}

/** Gaps at the end are no media yet, as the newest number leaves them out too. */
function timelineOf({ targetDuration, segments, mediaSequence, endSequence }: MediaPlaylist): Timeline {
  return { targetDuration, segments: segments.slice(0, endSequence - mediaSequence) };
}
