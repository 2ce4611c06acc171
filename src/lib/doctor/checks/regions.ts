import { isOptIn, optInAdvice } from '../../aws/regions.js';
import { allRegions } from '../../parts/stacks/cluster-stacks.js';
import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';

/** What STS answers where the account has not enabled the region, or the session's token is not valid there. */
const REFUSED = ['CREDENTIALS_INVALID', 'ACCESS_DENIED'];

export const regions: Check = {
  id: 'regions',
  group: 'Account',
  title: 'The regions are enabled',
  run: (facts) =>
    each(allRegions(facts.cluster), async (region) => {
      const problem = await facts.regionProblem(region);
      if (!problem) return pass('answers');
      const { code, message, suggestions } = problem;
      if (!REFUSED.includes(code)) return found('region-unreachable', message, { advice: suggestions.join(' ') });
      return found('region-disabled', message, isOptIn(region) ? { advice: optInAdvice(region).join(' ') } : {});
    }),
};
