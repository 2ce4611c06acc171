import { alignmentFindings, type RegionSnapshot } from '../../playlist/check/live/alignment.js';
import type { RuleId } from '../../playlist/check/rules.js';
import { type Check, fail, pass, warn } from '../check.js';

/** What to do about what `cvs playlist check` finds between two regions. */
const ADVICE: Partial<Record<RuleId, string>> = {
  'target-duration-differs': 'Give both encoders the same segment length.',
  'media-sequence-differs':
    'Lock the encoders’ output to the epoch: with an offset some players do not find their way back.',
  'discontinuity-sequence-differs': 'Restart both encoders together, or insert breaks in both.',
  'pdt-missing': 'Have the encoders write it, locked to the same clock: players align by it.',
  'pdt-skew': 'Lock both encoders to the same timecode.',
  'region-behind': 'Look at the encoder and the uplink of the region that is behind.',
  'stream-ended': 'Start the encoder of that region.',
  'encryption-differs': 'Give both packagers the same key provider and the same content id.',
};

export const timelines: Check = {
  id: 'timelines',
  group: 'Streams',
  title: 'The regions number and date the same moment alike',
  aws: false,
  async run(facts) {
    const [first, ...others] = await Promise.all(
      facts.cluster.regions.map(async (member): Promise<RegionSnapshot> => {
        const { region, media } = await facts.stream(member);
        return { pathway: region, line: 0, snapshot: media };
      }),
    );
    if (!first) return [];
    return others.flatMap((other) => {
      const found = alignmentFindings('the first rung', first, other);
      if (found.length === 0) return [pass(`${first.pathway} and ${other.pathway} agree`)];
      return found.map(({ rule, severity, message }) => {
        const advice = ADVICE[rule] ?? 'Give the encoders and packagers of both regions the same settings.';
        return severity === 'error' ? fail(message, advice) : warn(message, advice);
      });
    });
  },
};
