import { alignmentFindings, type RegionSnapshot } from '../../../playlist/check/live/alignment.js';
import { type Check, found, pass } from '../../check.js';

export const timelines: Check = {
  id: 'timelines',
  group: 'Streams',
  title: 'The regions number and date the same moment alike',
  withoutAws: true,
  async run(facts) {
    const [first, ...others] = await Promise.all(
      facts.cluster.regions.map(async (member): Promise<RegionSnapshot> => {
        const { region, media } = await facts.stream(member);
        return { pathway: region, line: 0, snapshot: media };
      }),
    );
    if (!first) return [];
    return others.flatMap((other) => {
      const differences = alignmentFindings('the first rung', first, other);
      if (differences.length === 0) return [pass(`${first.pathway} and ${other.pathway} agree`)];
      return differences.map(({ rule, message }) => found(rule, message));
    });
  },
};
