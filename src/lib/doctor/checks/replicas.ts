import { type Check, found, pass, skip, unknown } from '../check.js';
import { isDeployed } from '../is-deployed.js';

export const replicas: Check = {
  id: 'replicas',
  group: 'Deployment',
  title: 'Every replica of the state table says the same',
  async run(facts) {
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    const { compared, differences, unanswered } = await facts.replicas();
    const silent = unanswered.map(({ region, why }) => ({ ...unknown(why), region }));
    if (differences.length === 0 && silent.length === 0) return [pass(compared.join(' and '))];
    const differing = differences.map(({ domain, item, says }) => {
      const each = says.map(({ region, text }) => `${region} says ${text}`).join(', ');
      return found('replicas-differ', `the ${item} item of ${domain}: ${each}`);
    });
    return [...differing, ...silent];
  },
};
