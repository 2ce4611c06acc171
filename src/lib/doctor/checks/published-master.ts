import { type Check, found, pass, unknown } from '../check.js';
import { eachStatus } from '../each-region.js';

export const publishedMaster: Check = {
  id: 'published-master',
  group: 'Deployment',
  title: 'The published master playlist is current',
  run: (facts) =>
    eachStatus(
      facts,
      ({ masterPlaylist }) => masterPlaylist,
      ({ status, detail }) => {
        if (status === 'current') return pass('current');
        if (status === 'unknown') return unknown(detail);
        return found('master-playlist-outdated', `${status}: ${detail}`);
      },
    ),
};
