import { mapParameter } from '../../reroute/find-reroutes.js';
import { lagWords, rerouteWords } from '../../reroute/reroute-words.js';
import { type Check, found, pass, skip } from '../check.js';

export const reroutes: Check = {
  id: 'reroutes',
  group: 'Streams',
  title: 'Regions can stand in for one another at their origins',
  async run(facts) {
    const { found: seen, deployed } = await facts.reroutes();
    const wanted = mapParameter(seen.map);
    const isUnread = seen.ways.some((way) => !way.possible && way.unread);
    const findings = seen.ways.map((way) => {
      const { from: region, to } = way;
      if (way.possible) {
        return { ...pass(`${to} can stand in for it (${lagWords(way)}); its origin then bears both`), region };
      }
      const { why, remedy: advice } = way;
      return { ...found('reroute-impossible', `${to} cannot stand in for it, because ${why}`, { advice }), region };
    });
    if (wanted === undefined) return [found('reroute-impossible', 'the streams have too many paths for the template')];
    if (deployed === undefined) return [skip(`the copilot is not deployed; ${rerouteWords(seen.ways)}`)];
    if (isUnread || deployed === wanted) return findings;
    return [...findings, found('reroute-outdated', 'the copilot was deployed with other origins or paths')];
  },
};
