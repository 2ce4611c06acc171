import { type Check, type Finding, found, pass, skip, unknown } from '../check.js';
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
      if (!serving.known) return unknown(serving.why, region);
      const { state, updatedBy, updatedAt } = serving.value;
      if (state === 'open') return pass('open', region);
      const who = updatedBy ? `, by ${updatedBy}` : '';
      const message = `${state}${who}${updatedAt ? ` at ${updatedAt}` : ''}`;
      return found('not-open', message, { region, advice: `Open it: cvs failover open ${region}` });
    });
  },
};
