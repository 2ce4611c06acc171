import { type Check, found, pass } from '../check.js';
import { eachStatus } from '../each-region.js';

export const operatorsIntent: Check = {
  id: 'operators-intent',
  group: 'Deployment',
  title: 'No distribution was left closed or drained',
  run: (facts) =>
    eachStatus(
      facts,
      ({ serving }) => serving,
      ({ state, updatedBy, updatedAt }, region) => {
        if (state === 'open') return pass('open');
        const message = `${state}${updatedBy ? `, by ${updatedBy}` : ''}${updatedAt ? ` at ${updatedAt}` : ''}`;
        return found('not-open', message, { advice: `Open it: cvs failover open ${region}` });
      },
    ),
};
