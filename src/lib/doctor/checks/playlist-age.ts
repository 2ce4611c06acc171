import type { StreamRegion } from '../../cluster/cluster.js';
import { type Check, type Finding, fail, pass, skip, warn } from '../check.js';
import { eachRegion } from '../each-region.js';
import type { DoctorFacts } from '../facts.js';
import { HARMFUL_AGE_S } from '../harmful-age.js';

/** `Age` tells how long the answer has been in caches (RFC 9111 section 5.1). */
export const playlistAge: Check = {
  id: 'playlist-age',
  group: 'Distributions',
  title: 'The playlists that edges serve are young',
  aws: false,
  run: (facts) => eachRegion(facts, (member) => judge(facts, member)),
};

async function judge(facts: DoctorFacts, member: StreamRegion): Promise<Finding> {
  const { region } = member;
  const [{ ageS, atOrigin }, { media }] = await Promise.all([facts.delivery(member), facts.stream(member)]);
  if (atOrigin) return skip('closed: nothing is to be seen of what its edges would serve', region);
  if (ageS === undefined) return pass('fresh from the origin (no Age)', region);
  const message = `the nearest edge has had its media playlist for ${ageS} s (target duration ${media.targetDuration} s)`;
  if (ageS <= media.targetDuration) return pass(message, region);
  const advice =
    'Something keeps playlists too long: the cache policy, the origin’s cache-control, or a cache behind CloudFront.';
  return ageS > HARMFUL_AGE_S ? fail(message, advice, region) : warn(message, advice, region);
}
