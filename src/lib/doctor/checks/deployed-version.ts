import { type Check, pass, skip, warn } from '../check.js';
import { isDeployed } from '../is-deployed.js';

export const deployedVersion: Check = {
  id: 'deployed-version',
  group: 'Deployment',
  title: 'What is deployed is what this version deploys',
  aws: true,
  async run(facts) {
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    const outdated = await facts.outdatedStacks();
    if (outdated.length === 0) return [pass('templates and code are this version’s')];
    return outdated.map(({ stackName, region }) =>
      warn(`${stackName} has another template or code`, 'Bring it up to date: cvs deploy', region),
    );
  },
};
