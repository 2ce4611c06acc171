import { type Check, found, pass } from '../check.js';
import { eachStatus } from '../each-region.js';

export const operatorsIntent: Check = {
  id: 'operators-intent',
  group: 'Deployment',
  title: 'No distribution was left closed or drained',
  aws: true,
  run: (facts) =>
    eachStatus(
      facts,
      ({ serving }) => serving,
      ({ state, updatedBy, updatedAt }, region) => {
        if (state === 'open') return pass('open', region);
        const message = `${state}${updatedBy ? `, by ${updatedBy}` : ''}${updatedAt ? ` at ${updatedAt}` : ''}`;
        return found('not-open', message, { region, advice: `Open it: cvs failover open ${region}` });
      },
    ),
};
