import type { StreamRegion } from '../../../cluster/cluster.js';
import { type Check, type Finding, found, pass, skip } from '../../check.js';
import { each } from '../../each-region.js';
import type { DoctorFacts } from '../../facts.js';
import type { DistributionDelivery } from '../../read-delivery.js';

export const cors: Check = {
  id: 'cors',
  group: 'Distributions',
  title: 'Players in browsers may read the streams',
  withoutAws: true,
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const sites = facts.cluster.players?.credentialOrigins ?? [];
      if (sites.length > 0) return withCredentials(facts, member, sites);
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

/** Whatever the distribution answers, also that it is closed. */
async function withCredentials(facts: DoctorFacts, member: StreamRegion, sites: readonly string[]): Promise<Finding[]> {
  const url = await facts.playlistUrl(member);
  const refused: Finding[] = [];
  for (const origin of sites) {
    const { problem } = await facts.asPlayer(url, { origin, credentials: true });
    if (problem === undefined) continue;
    refused.push(found('credentials-refused', `${problem}: players of ${origin} that send credentials cannot read it`));
  }
  return refused.length > 0 ? refused : [pass(`with credentials, of ${sites.join(', ')}`)];
}
