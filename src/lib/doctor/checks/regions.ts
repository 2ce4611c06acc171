import { allRegions } from '../../parts/stacks/cluster-stacks.js';
import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';

export const regions: Check = {
  id: 'regions',
  group: 'Account',
  title: 'The regions are enabled',
  run: (facts) =>
    each(allRegions(facts.cluster), async (region) => {
      const problem = await facts.regionProblem(region);
      if (!problem) return pass('answers');
      return found(problem.code === 'AWS_UNREACHABLE' ? 'region-unreachable' : 'region-disabled', problem.message);
    }),
};
