import { newestEndMs, startMs } from '../program-dates.js';
import type { RegionsCheck } from './check.js';

const WHY = 'Players take the two regions for one stream';

export const regionsTargetDuration: RegionsCheck = {
  name: 'regions-target-duration',
  severity: 'error',
  rule: 'A rung has the same EXT-X-TARGETDURATION in every region.',
  source: `${WHY}; RFC 8216 section 6.2.4`,
  action: 'Give the encoders of both regions the same settings.',
  find: (ours, theirs) =>
    ours.targetDuration === theirs.targetDuration
      ? undefined
      : `${ours.targetDuration} s here, ${theirs.targetDuration} s there`,
};

export const regionsSequence: RegionsCheck = {
  name: 'regions-sequence',
  severity: 'error',
  rule: 'The newest EXT-X-MEDIA-SEQUENCE of a rung agrees between regions within three segments.',
  source: `${WHY}; VHS gets stuck on its way back when they differ (measured)`,
  action:
    'Lock the encoders’ output to the epoch (MediaLive: output locking, epoch), or start both at the same number.',
  find: (ours, theirs) => {
    const apart = Math.abs(ours.endSequence - theirs.endSequence);
    return apart > 3 ? `${ours.endSequence} here, ${theirs.endSequence} there` : undefined;
  },
};

export const regionsDate: RegionsCheck = {
  name: 'regions-date',
  severity: 'warning',
  rule: 'Segments of the same number begin at the same EXT-X-PROGRAM-DATE-TIME, within half a segment; else the newest ones end within three target durations.',
  source: `${WHY}; RFC 8216 section 6.2.4`,
  action: 'A player that moves repeats or skips that much. Feed both encoders the same timecode.',
  find: (ours, theirs) => {
    const common = Math.min(ours.endSequence, theirs.endSequence) - 1;
    const [here, there] = [startMs(ours, common), startMs(theirs, common)];
    if (here !== undefined && there !== undefined) {
      const apartS = Math.abs(here - there) / 1000;
      return apartS > ours.targetDuration / 2 ? `${apartS.toFixed(1)} s apart at ${common}` : undefined;
    }
    const [ourEnd, theirEnd] = [newestEndMs(ours), newestEndMs(theirs)];
    if (ourEnd === undefined || theirEnd === undefined) return undefined;
    const apartS = Math.abs(ourEnd - theirEnd) / 1000;
    return apartS > 3 * ours.targetDuration ? `the newest segments end ${apartS.toFixed(1)} s apart` : undefined;
  },
};
