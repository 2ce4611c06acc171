import { type Check, type Finding, found, pass, skip, unknown } from '../check.js';
import { isDeployed } from '../is-deployed.js';

export const publishedMaster: Check = {
  id: 'published-master',
  group: 'Deployment',
  title: 'The published master playlist is current',
  aws: true,
  async run(facts) {
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    const { regions } = await facts.status();
    return regions.map(({ region, masterPlaylist }): Finding => {
      if (!masterPlaylist.known) return unknown(masterPlaylist.why, region);
      const { status, detail } = masterPlaylist.value;
      if (status === 'current') return pass('current', region);
      if (status === 'unknown') return unknown(detail, region);
      return found('master-playlist-outdated', `${status}: ${detail}`, { region });
    });
  },
};
