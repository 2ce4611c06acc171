import { type Check, type Finding, fail, pass, skip, warn } from '../check.js';
import { isDeployed } from '../is-deployed.js';

export const copilotAttached: Check = {
  id: 'copilot-attached',
  group: 'Deployment',
  title: 'The copilot is attached everywhere, in its newest version',
  aws: true,
  async run(facts) {
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    const { regions } = await facts.status();
    return regions.map(({ region, distribution }): Finding => {
      if (!distribution.known) return warn(distribution.why, 'Mend that, then run cvs doctor again.', region);
      const { copilot, version, latestVersion } = distribution.value;
      if (copilot !== 'attached') {
        const message = `the copilot is ${copilot} on ${region}’s distribution: closing it has no effect`;
        return fail(message, 'Attach it again: cvs deploy', region);
      }
      return latestVersion !== undefined && version !== latestVersion
        ? warn(`version ${version} is attached, ${latestVersion} is out`, 'Attach it: cvs deploy', region)
        : pass(`version ${version}`, region);
    });
  },
};
