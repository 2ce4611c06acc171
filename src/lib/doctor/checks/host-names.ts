import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';

export const hostNames: Check = {
  id: 'host-names',
  group: 'Streams',
  title: 'Each region has a host name of its own',
  withoutAws: true,
  run(facts) {
    const seen = new Map<string, string>();
    return each(facts.cluster.regions, async ({ region, distributionPlaylistUrl }) => {
      const { hostname } = new URL(distributionPlaylistUrl);
      const other = seen.get(hostname);
      seen.set(hostname, region);
      return other === undefined ? pass(hostname) : found('host-shared', `${hostname} is the host of ${other} too`);
    });
  },
};
