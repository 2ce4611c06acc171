import { type Check, type Finding, fail, pass, skip, warn } from '../check.js';
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
      const advice = 'Publish it: cvs playlist publish';
      if (!masterPlaylist.known) return warn(masterPlaylist.why, 'Mend that, then run cvs doctor again.', region);
      const { status, detail } = masterPlaylist.value;
      if (status === 'current') return pass('current', region);
      return status === 'unknown'
        ? warn(detail, 'Mend that, then run cvs doctor again.', region)
        : fail(`${status}: ${detail}`, advice, region);
    });
  },
};
