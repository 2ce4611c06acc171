import { type Check, type Finding, found, pass, skip, unknown } from '../check.js';
import { isDeployed } from '../is-deployed.js';

export const stacks: Check = {
  id: 'stacks',
  group: 'Deployment',
  title: 'The stacks are there, and complete',
  aws: true,
  async run(facts) {
    const { regions, sharedStacks } = await facts.status();
    const all = [...regions.flatMap((one) => one.stacks), ...sharedStacks];
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    return all.map(({ stackName, region, status }): Finding => {
      if (!status.known) return unknown(`${stackName}: ${status.why}`, region);
      if (status.value === 'ABSENT') return found('stack-missing', `${stackName} is not there`, { region });
      if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status.value)) return pass(stackName, region);
      if (status.value.endsWith('_IN_PROGRESS')) {
        return found('stack-in-progress', `${stackName} is ${status.value}`, { region });
      }
      // After a rolled back update the stack is as it was before.
      if (status.value === 'UPDATE_ROLLBACK_COMPLETE') {
        return found('stack-update-failed', `${stackName} is ${status.value}: its last update failed`, { region });
      }
      return found('stack-failed', `${stackName} is ${status.value}`, { region });
    });
  },
};
