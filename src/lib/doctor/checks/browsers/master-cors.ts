import { PLAYER_ORIGIN } from '../../../hls/delivery.js';
import { STEERING_PATH } from '../../../hls/steering-manifest.js';
import { type Check, type Finding, found, pass, skip, unknown } from '../../check.js';
import type { DoctorFacts } from '../../facts.js';
import { isDeployed } from '../../is-deployed.js';
import type { PlayerQuestion } from '../../read-cors.js';
import { OWN_HEADERS } from './preflights.js';

export const masterCors: Check = {
  id: 'master-cors',
  group: 'Deployment',
  title: 'Players in browsers may read the master playlist and the steering manifest',
  async run(facts) {
    if (!(await isDeployed(facts))) return [skip('nothing is deployed yet')];
    const { masterPlaylistUrl: master } = await facts.status();
    if (!master.known) return [unknown(master.why)];
    const { masterPlaylist, players } = facts.cluster;
    const urls = [master.value, ...(masterPlaylist.steering ? [new URL(STEERING_PATH, master.value).href] : [])];
    const sites = players?.credentialOrigins ?? [];
    const questions = (sites.length > 0 ? sites : [PLAYER_ORIGIN]).flatMap((origin): PlayerQuestion[] => {
      const question = { origin, credentials: sites.length > 0 };
      return [question, { ...question, sends: OWN_HEADERS }];
    });
    const asked = urls.flatMap((url) => questions.map((question) => answerTo(facts, url, question)));
    const refused = (await Promise.all(asked)).filter((one) => one !== undefined);
    const who = sites.length > 0 ? `with credentials, of ${sites.join(', ')}` : 'of any site';
    return refused.length > 0 ? refused : [pass(`players ${who}`)];
  },
};

async function answerTo(facts: DoctorFacts, url: string, question: PlayerQuestion): Promise<Finding | undefined> {
  const { problem } = await facts.asPlayer(url, question);
  if (problem === undefined) return undefined;
  const who = question.credentials ? `players of ${question.origin} that send credentials` : 'players in browsers';
  const what = question.sends ? `${who} and headers of their own` : who;
  return found('master-cors', `${url}: ${problem}: ${what} cannot read it`);
}
