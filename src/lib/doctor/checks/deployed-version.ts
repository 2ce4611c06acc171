import { clusterStacks } from '../../parts/stacks/cluster-stacks.js';
import { type Check, found, pass, skip } from '../check.js';
import { each } from '../each-region.js';
import { isDeployed } from '../is-deployed.js';

export const deployedVersion: Check = {
  id: 'deployed-version',
  group: 'Deployment',
  title: 'What is deployed is what this version deploys',
  async run(facts) {
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    const outdated = await each(clusterStacks(facts.cluster), async (stack) => {
      const isOutdated = (await facts.isCurrent(stack)) === false;
      return isOutdated ? found('stack-outdated', `${stack.stackName} has another template or code`) : [];
    });
    return outdated.length > 0 ? outdated : [pass('templates and code are this version’s')];
  },
};
