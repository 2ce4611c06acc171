import { type Check, found, pass, skip } from '../check.js';
import { each } from '../each-region.js';

export const cors: Check = {
  id: 'cors',
  group: 'Distributions',
  title: 'Players in browsers may read the streams',
  withoutAws: true,
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const { allowOrigin, atOrigin } = await facts.delivery(member);
      if (atOrigin) return skip('closed: the copilot answers, and allows every site');
      if (allowOrigin === '*') return pass('access-control-allow-origin: *');
      const says =
        allowOrigin === undefined ? 'no access-control-allow-origin' : `access-control-allow-origin: ${allowOrigin}`;
      return found('cors-missing', `${says}: players on other sites cannot read it`, { severity: 'warning' });
    }),
};
