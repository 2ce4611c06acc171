import { type Check, type Finding, found, pass } from '../check.js';

export const hostNames: Check = {
  id: 'host-names',
  group: 'Streams',
  title: 'Each region has a host name of its own',
  aws: false,
  async run(facts) {
    const seen = new Map<string, string>();
    return facts.cluster.regions.map(({ region, distributionPlaylistUrl }): Finding => {
      const { hostname } = new URL(distributionPlaylistUrl);
      const other = seen.get(hostname);
      seen.set(hostname, region);
      return other === undefined
        ? pass(hostname, region)
        : found('host-shared', `${hostname} is the host of ${other} too`, { region });
    });
  },
};
