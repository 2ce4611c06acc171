import { type Check, pass, skip, warn } from '../check.js';
import { eachRegion } from '../each-region.js';

export const cors: Check = {
  id: 'cors',
  group: 'Distributions',
  title: 'Players in browsers may read the streams',
  aws: false,
  run: (facts) =>
    eachRegion(facts, async (member) => {
      const { allowOrigin, atOrigin } = await facts.delivery(member);
      if (atOrigin) return skip('closed: its answers are the copilot’s, which allow every site', member.region);
      if (allowOrigin === '*') return pass('access-control-allow-origin: *', member.region);
      return warn(
        allowOrigin === undefined ? 'no access-control-allow-origin' : `access-control-allow-origin: ${allowOrigin}`,
        'Players on other sites cannot read it: attach a response headers policy for CORS, such as SimpleCORS.',
        member.region,
      );
    }),
};
