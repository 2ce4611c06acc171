import { type Check, type Finding, found, pass, skip, unknown } from '../check.js';
import { isDeployed } from '../is-deployed.js';

export const copilotAttached: Check = {
  id: 'copilot-attached',
  group: 'Deployment',
  title: 'The newest version of the copilot is attached everywhere',
  aws: true,
  async run(facts) {
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    const { regions } = await facts.status();
    return regions.map(({ region, distribution }): Finding => {
      if (!distribution.known) return unknown(distribution.why, region);
      const { copilot, version, latestVersion } = distribution.value;
      if (copilot !== 'attached') {
        const message = `the copilot is ${copilot} on ${region}’s distribution: closing it has no effect`;
        return found('copilot-not-attached', message, { region });
      }
      return latestVersion !== undefined && version !== latestVersion
        ? found('copilot-outdated', `version ${version} is attached and ${latestVersion} is deployed`, { region })
        : pass(`version ${version}`, region);
    });
  },
};
