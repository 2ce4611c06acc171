import { type Check, type Finding, fail, pass } from '../check.js';

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
        : fail(
            `${hostname} is ${other}’s too`,
            'Players ban a host name as a whole: use the distributions’ own.',
            region,
          );
    });
  },
};
