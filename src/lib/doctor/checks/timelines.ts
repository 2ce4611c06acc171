import type { StreamReport } from '../../init/inspect-stream.js';
import { type Check, type Finding, fail, pass, warn } from '../check.js';

/** Segments of the same moment differ by what packagers round. */
const ROUNDING_MS = 100;

export const timelines: Check = {
  id: 'timelines',
  group: 'Streams',
  title: 'The regions number and date the same moment alike',
  aws: false,
  async run(facts) {
    const [first, ...others] = await Promise.all(facts.cluster.regions.map((member) => facts.stream(member)));
    return first ? others.flatMap((other) => compare(first, other)) : [];
  },
};

/** Players that move go on by media sequence number or by date: both must lead to the same picture. */
function compare(one: StreamReport, two: StreamReport): Finding[] {
  const found: Finding[] = [];
  const between = `${one.region} and ${two.region}`;
  if (one.targetDuration !== two.targetDuration) {
    const message = `${between} have target durations of ${one.targetDuration} s and ${two.targetDuration} s`;
    found.push(fail(message, 'Give both encoders the same segment length.'));
  }
  const offset = sequenceOffset(one, two);
  if (offset === undefined) {
    const message = `${between} have no EXT-X-PROGRAM-DATE-TIME in common`;
    found.push(warn(message, 'Have the encoders write it, locked to the same clock: players align by it.'));
  } else if (offset !== 0) {
    const message = `${between} number the same moment ${Math.abs(offset)} segments apart (EXT-X-MEDIA-SEQUENCE)`;
    found.push(fail(message, 'Use epoch-locked output: with an offset some players do not find their way back.'));
  }
  if (one.discontinuitySequence !== two.discontinuitySequence) {
    const message = `${between} have EXT-X-DISCONTINUITY-SEQUENCE ${one.discontinuitySequence} and ${two.discontinuitySequence}`;
    found.push(warn(message, 'Restart both encoders together, or insert breaks in both.'));
  }
  return found.length > 0 ? found : [pass(`${between} agree`)];
}

/** By how many segments the second is ahead in numbering; undefined when no segments are of the same moment. */
function sequenceOffset(one: StreamReport, two: StreamReport): number | undefined {
  for (const [sequence, time] of one.dateTimes) {
    for (const [other, otherTime] of two.dateTimes) {
      if (Math.abs(time - otherTime) <= ROUNDING_MS) return other - sequence;
    }
  }
  return undefined;
}
