import { PLAYER_ORIGIN } from '../../../hls/delivery.js';
import { type Check, found, pass } from '../../check.js';
import { each } from '../../each-region.js';

/** What players send that measure themselves (CTA-5004, CMCD) or sign their requests. */
export const OWN_HEADERS = ['authorization', 'cmcd-session'];

export const preflights: Check = {
  id: 'preflights',
  group: 'Distributions',
  title: 'Players in browsers may send headers of their own',
  withoutAws: true,
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const [site] = facts.cluster.players?.credentialOrigins ?? [];
      const question = { origin: site ?? PLAYER_ORIGIN, credentials: site !== undefined, sends: OWN_HEADERS };
      const { problem } = await facts.asPlayer(await facts.playlistUrl(member), question);
      if (problem === undefined) return pass('a preflight for CMCD and Authorization is answered');
      return found('preflight-refused', `${problem}: players that send CMCD headers or Authorization cannot play it`);
    }),
};
