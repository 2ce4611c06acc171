import { type Check, type Finding, fail, pass, skip, warn } from '../check.js';
import { isDeployed } from '../is-deployed.js';

export const stacks: Check = {
  id: 'stacks',
  group: 'Deployment',
  title: 'The stacks stand',
  aws: true,
  async run(facts) {
    const { regions, sharedStacks } = await facts.status();
    const all = [...regions.flatMap((one) => one.stacks), ...sharedStacks];
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    return all.map(({ stackName, region, status }): Finding => {
      if (!status.known) return warn(`${stackName}: ${status.why}`, 'Mend that, then run cvs doctor again.', region);
      if (status.value === 'ABSENT') return fail(`${stackName} is not there`, 'Deploy: cvs deploy', region);
      if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status.value)) return pass(stackName, region);
      if (status.value.endsWith('_IN_PROGRESS')) {
        return warn(`${stackName} is ${status.value}`, 'Wait until it is over, then look again.', region);
      }
      // A rolled back update stands, as it was before.
      if (status.value === 'UPDATE_ROLLBACK_COMPLETE') {
        return warn(`${stackName} is ${status.value}: its last update failed`, 'Deploy again: cvs deploy', region);
      }
      return fail(`${stackName} is ${status.value}`, 'Deploy again, it mends this: cvs deploy', region);
    });
  },
};
