import { type Check, found, pass } from '../check.js';
import { eachStatus } from '../each-region.js';

export const copilotAttached: Check = {
  id: 'copilot-attached',
  group: 'Deployment',
  title: 'The newest version of the copilot is attached everywhere',
  run: (facts) =>
    eachStatus(
      facts,
      ({ distribution }) => distribution,
      ({ copilot, version, latestVersion }, region) => {
        if (copilot === 'former') {
          const message = `the distribution of ${region} has the copilot of a copilot stack that is gone`;
          return found('copilot-not-attached', message);
        }
        if (copilot !== 'attached') {
          const message = `the copilot is ${copilot} on the distribution of ${region}: closing it has no effect`;
          return found('copilot-not-attached', message);
        }
        return latestVersion !== undefined && version !== latestVersion
          ? found('copilot-outdated', `version ${version} is attached and ${latestVersion} is deployed`)
          : pass(`version ${version}`);
      },
    ),
};
