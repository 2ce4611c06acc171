import { describeStream } from '../../init/inspect-stream.js';
import { type Check, type Finding, fail, pass, warn } from '../check.js';
import { eachRegion } from '../each-region.js';

/** A newest segment older than this many target durations: the playlist stands still, or the clock is wrong. */
const OLD_TARGET_DURATIONS = 6;

export const streams: Check = {
  id: 'streams',
  group: 'Streams',
  title: 'Both streams are live',
  aws: false,
  run: (facts) =>
    eachRegion(facts, async (member): Promise<Finding> => {
      const report = await facts.stream(member);
      const { region } = member;
      const where = report.url === member.distributionPlaylistUrl ? '' : 'closed; at its origin: ';
      if (report.media.ended)
        return fail('the stream has ended (EXT-X-ENDLIST)', `Start the encoder of ${region}.`, region);
      const age = report.newestAgeS ?? 0;
      return age > OLD_TARGET_DURATIONS * report.media.targetDuration
        ? warn(`the newest segment is ${Math.round(age)} s old`, `Look at the encoder of ${region}.`, region)
        : pass(`${where}${describeStream(report)}`, region);
    }),
};
