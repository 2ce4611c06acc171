import { newestEndMs } from '../../hls/program-date.js';
import { type Finding, finding, type StreamMember } from './check.js';

/** Looks whether one playlist of a stream is behind the others. @param url of the stream */
export function streamFindings(url: string, members: readonly StreamMember[]): Finding[] {
  const live = members.filter(({ snapshot }) => !snapshot.ended && snapshot.segments.length > 0);
  if (live.length < 2) return [];
  const dates = live.map(({ snapshot }) => newestEndMs(snapshot)).filter((date) => date !== undefined);
  const target = Math.max(...live.map(({ snapshot }) => snapshot.targetDuration));
  const numbers = live.map(({ snapshot }) => snapshot.endSequence);
  const behind =
    dates.length === live.length
      ? lastOf(live, dates, 2000 * target, (ms) => `${(ms / 1000).toFixed(1)} s`)
      : lastOf(live, numbers, 2, (segments) => `${segments} segments`);
  return behind === undefined ? [] : [finding('variants-out-of-step', url, behind)];
}

function lastOf(
  members: readonly StreamMember[],
  values: readonly number[],
  limit: number,
  say: (by: number) => string,
) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (most - least <= limit) return undefined;
  return `${members[values.indexOf(least)]?.url} is ${say(most - least)} behind the newest playlist`;
}
