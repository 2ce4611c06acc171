import { type Check, type Finding, pass, skip, warn } from '../check.js';
import { isDeployed } from '../is-deployed.js';

export const operatorsIntent: Check = {
  id: 'operators-intent',
  group: 'Deployment',
  title: 'No distribution was left closed or drained',
  aws: true,
  async run(facts) {
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    const { regions } = await facts.status();
    return regions.map(({ region, serving }): Finding => {
      if (!serving.known) return warn(serving.why, 'Mend that, then run cvs doctor again.', region);
      const { state, updatedBy, updatedAt } = serving.value;
      if (state === 'open') return pass('open', region);
      const who = updatedBy ? `, by ${updatedBy}` : '';
      return warn(
        `${state}${who}${updatedAt ? ` at ${updatedAt}` : ''}`,
        `Open it: cvs failover open ${region}`,
        region,
      );
    });
  },
};
