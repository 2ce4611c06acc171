import { type Check, found, pass, skip } from '../check.js';
import { each } from '../each-region.js';
import type { DistributionDelivery } from '../read-delivery.js';

export const cors: Check = {
  id: 'cors',
  group: 'Distributions',
  title: 'Players in browsers may read the streams',
  withoutAws: true,
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const delivery = await facts.delivery(member);
      const errors = delivery.errorsLack ? [found('cors-missing-on-errors', delivery.errorsLack)] : [];
      const own = playlists(delivery);
      // What passes is not told where something does not.
      return errors.length > 0 && (own.status === 'pass' || own.status === 'skip') ? errors : [own, ...errors];
    }),
};

function playlists({ allowOrigin, allowsCredentials, refusesCredentials, atOrigin }: DistributionDelivery) {
  if (atOrigin) return skip('closed: the copilot answers, and allows every site');
  if (refusesCredentials) {
    const message = 'access-control-allow-credentials: true with access-control-allow-origin: *';
    return found('cors-credentials', message);
  }
  if (allowOrigin === '*') return pass('access-control-allow-origin: *');
  if (allowOrigin !== undefined && allowsCredentials) {
    return pass(`access-control-allow-origin: ${allowOrigin}, with credentials`);
  }
  const says =
    allowOrigin === undefined ? 'no access-control-allow-origin' : `access-control-allow-origin: ${allowOrigin}`;
  return found('cors-missing', `${says}: players on other sites cannot read it`, { severity: 'warning' });
}
