import { type Check, found, pass } from '../../check.js';
import { each } from '../../each-region.js';

export const origins: Check = {
  id: 'origins',
  group: 'Streams',
  title: 'The detectors can read the origins',
  withoutAws: true,
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const { originPlaylistUrl, distributionPlaylistUrl } = member;
      if (originPlaylistUrl === distributionPlaylistUrl) {
        return pass('read through the distribution: an outage shows when cached playlists have expired');
      }
      const access = await facts.originAccess(member);
      if (access.kind === 'open') return pass('answers with a playlist');
      const id = access.kind === 'cloudfront-only' ? 'origin-authorized' : 'origin-unreadable';
      return found(id, `the origin ${access.why}`);
    }),
};
