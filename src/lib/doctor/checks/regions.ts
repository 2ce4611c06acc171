import { type Check, found, pass } from '../check.js';
import { eachAwsRegion } from '../each-region.js';

export const regions: Check = {
  id: 'regions',
  group: 'Account',
  title: 'The regions are enabled',
  run: (facts) =>
    eachAwsRegion(facts, async (region) => {
      const problem = await facts.regionProblem(region);
      if (!problem) return pass('answers');
      return found(problem.code === 'AWS_UNREACHABLE' ? 'region-unreachable' : 'region-disabled', problem.message);
    }),
};
