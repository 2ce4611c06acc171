import { type Check, found, pass, unknown } from '../check.js';
import { eachStatus } from '../each-region.js';

export const publishedMaster: Check = {
  id: 'published-master',
  group: 'Deployment',
  title: 'The published master playlist is current',
  aws: true,
  run: (facts) =>
    eachStatus(
      facts,
      ({ masterPlaylist }) => masterPlaylist,
      ({ status, detail }, region) => {
        if (status === 'current') return pass('current', region);
        if (status === 'unknown') return unknown(detail, region);
        return found('master-playlist-outdated', `${status}: ${detail}`, { region });
      },
    ),
};
