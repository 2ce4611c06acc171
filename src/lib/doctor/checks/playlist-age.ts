import { cachedSeverity } from '../../findings/delivery.js';
import { type Check, found, pass, skip } from '../check.js';
import { each } from '../each-region.js';

/** `Age` tells how long the answer has been in caches (RFC 9111 section 5.1). */
export const playlistAge: Check = {
  id: 'playlist-age',
  group: 'Distributions',
  title: 'The playlists that edges serve are young',
  withoutAws: true,
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const [{ ageS, atOrigin }, { media }] = await Promise.all([facts.delivery(member), facts.stream(member)]);
      if (atOrigin) return skip('closed: what its edges would serve cannot be seen');
      if (ageS === undefined) return pass('fresh from the origin (no Age)');
      const message = `the nearest edge has had its media playlist for ${ageS} s (target duration ${media.targetDuration} s)`;
      if (ageS <= media.targetDuration) return pass(message);
      const advice =
        'Check the cache policy, the cache-control of the origin, and any cache between the origin and CloudFront.';
      return found('cached-too-long', message, { severity: cachedSeverity(ageS), advice });
    }),
};
