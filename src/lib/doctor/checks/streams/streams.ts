import { describeStream } from '../../../init/inspect-stream.js';
import { type Check, found, pass } from '../../check.js';
import { each } from '../../each-region.js';

/** When the newest segment is older than this many target durations, the stream has stopped or a clock is wrong. */
const OLD_TARGET_DURATIONS = 6;

export const streams: Check = {
  id: 'streams',
  group: 'Streams',
  title: 'Both streams are live',
  withoutAws: true,
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const report = await facts.stream(member);
      const where = report.url === member.distributionPlaylistUrl ? '' : 'closed; at its origin: ';
      if (report.media.ended) {
        const advice = `Start the encoder of ${member.region}.`;
        return found('stream-ended', 'the stream has ended (EXT-X-ENDLIST)', { advice });
      }
      const age = report.newestAgeS ?? 0;
      return age > OLD_TARGET_DURATIONS * report.media.targetDuration
        ? found('newest-segment-old', `the newest segment is ${Math.round(age)} s old`)
        : pass(`${where}${describeStream(report)}`);
    }),
};
