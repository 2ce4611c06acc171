import { type Check, found, pass, skip, unknown } from '../check.js';
import { each } from '../each-region.js';
import { isDeployed } from '../is-deployed.js';

export const stacks: Check = {
  id: 'stacks',
  group: 'Deployment',
  title: 'The stacks are there, and complete',
  async run(facts) {
    const { regions, sharedStacks, regionsChanged } = await facts.status();
    if (regionsChanged !== undefined) return [found('regions-changed', regionsChanged)];
    const all = [...regions.flatMap((one) => one.stacks), ...sharedStacks];
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    return each(all, async ({ stackName, status }) => {
      if (!status.known) return unknown(`${stackName}: ${status.why}`);
      if (status.value === 'ABSENT') return found('stack-missing', `${stackName} is not there`);
      if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status.value)) return pass(stackName);
      const message = `${stackName} is ${status.value}`;
      if (status.value.endsWith('_IN_PROGRESS')) return found('stack-in-progress', message);
      // After a rolled back update the stack is as it was before.
      if (status.value === 'UPDATE_ROLLBACK_COMPLETE') {
        return found('stack-update-failed', `${message}: its last update failed`);
      }
      return found('stack-failed', message);
    });
  },
};
