import { newestEndMs } from '../../hls/program-date.js';
import type { StreamCheck, StreamMember } from './check.js';

export const variantsOutOfStep: StreamCheck = {
  name: 'variants-out-of-step',
  severity: 'warning',
  rule: 'The newest segments of all playlists of a stream end within two target durations of each other, by date, else by number.',
  source: 'RFC 8216 section 6.2.4: variants have matching timestamps',
  action: 'One rung’s encoder lags: players that change to it stall. Restart that output, or the channel.',
  find: (members) => {
    const live = members.filter(({ snapshot }) => !snapshot.ended && snapshot.segments.length > 0);
    const target = Math.max(...live.map(({ snapshot }) => snapshot.targetDuration));
    const dates = live.map(({ snapshot }) => newestEndMs(snapshot));
    if (live.length < 2) return undefined;
    if (dates.every((date) => date !== undefined)) {
      return furthestApart(
        live,
        dates.map((date) => date / 1000),
        2 * target,
        's',
      );
    }
    return furthestApart(
      live,
      live.map(({ snapshot }) => snapshot.endSequence),
      2,
      'segments',
    );
  },
};

function furthestApart(members: readonly StreamMember[], values: readonly number[], limit: number, unit: string) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (most - least <= limit) return undefined;
  const behind = members[values.indexOf(least)]?.url;
  return `${behind} is ${(most - least).toFixed(unit === 's' ? 1 : 0)} ${unit} behind`;
}
