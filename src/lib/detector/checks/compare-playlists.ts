import type { FindingId } from '../../findings/catalogue.js';
import { adMarkerDifference } from '../../hls/compare-ad-markers.js';
import { compareTimelines, describeDifference, type Timeline } from '../../hls/compare-timelines.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { newestEndMs } from '../../hls/program-date.js';
import { type Finding, finding, type StreamMember } from './check.js';

/** Looks whether the playlists of a stream go together. @param url of the stream */
export function streamFindings(url: string, members: readonly StreamMember[]): Finding[] {
  const playing = members.filter(({ snapshot }) => !snapshot.ended && snapshot.segments.length > 0);
  return [...targetFindings(url, playing), ...stepFindings(url, playing)];
}

function targetFindings(url: string, playing: readonly StreamMember[]): Finding[] {
  const seconds = [...new Set(playing.map(({ snapshot }) => snapshot.targetDuration))];
  if (seconds.length < 2) return [];
  const of = (value: number) => playing.find(({ snapshot }) => snapshot.targetDuration === value)?.url;
  const each = seconds.slice(0, 3).map((value) => `${value} s (${of(value)})`);
  return [
    finding('target-durations-apart', url, { detail: `target durations are ${each.join(', ')}`, severity: 'warning' }),
  ];
}

/** Subtitles may be behind, as their cues are. */
function stepFindings(url: string, playing: readonly StreamMember[]): Finding[] {
  const live = playing.filter(({ kind }) => kind !== 'other');
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

/** What the detector tells of while a stream runs; `cvs playlist check` tells of the other differences too. */
const TOLD: ReadonlySet<FindingId> = new Set(['target-duration-differs', 'media-sequence-differs', 'region-behind']);

/**
 * Compares the playlists of two regions, rung by rung, in the order in which their masters name them, which identical
 * streams share. Two streams that name a different number of playlists are not compared.
 */
export function regionFindings(ours: readonly StreamMember[], theirs: readonly StreamMember[] = []): Finding[] {
  if (ours.length !== theirs.length) return [];
  return ours.flatMap(({ url, snapshot }, index) => {
    const other = theirs[index];
    if (!other) return [];
    return compareTimelines(timelineOf(snapshot), timelineOf(other.snapshot))
      .filter(({ kind }) => TOLD.has(kind))
      .map((difference) => {
        const said = describeDifference(difference, ['this region', 'the other region']);
        return finding(difference.kind, url, `this region and the other ${said}`);
      });
  });
}

/**
 * Where the regions' ad markers differ, rung by rung as in {@link regionFindings}. For a look at both at one time: markers
 * that one of them has just written would be told otherwise.
 */
export function markerFindings(ours: readonly StreamMember[], theirs: readonly StreamMember[] = []): Finding[] {
  if (ours.length !== theirs.length) return [];
  return ours.flatMap(({ url, snapshot }, index) => {
    const other = theirs[index]?.snapshot;
    const names = ['this region', 'the other region'] as const;
    const said = other && adMarkerDifference(snapshot, other, names);
    return said === undefined ? [] : [finding('ad-markers-differ', url, `this region and the other ${said}`)];
  });
}

/** Gaps at the end are no media yet, as the newest number leaves them out too. */
function timelineOf({ targetDuration, segments, endSequence }: MediaPlaylist): Timeline {
  return { targetDuration, segments: segments.filter(({ sequence }) => sequence < endSequence) };
}
