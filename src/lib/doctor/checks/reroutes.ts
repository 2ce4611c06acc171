import type { StreamRegion } from '../../cluster/cluster.js';
import { rerouteObstacles } from '../../edge-settings/reroute-obstacles.js';
import { mapParameter } from '../../reroute/find-reroutes.js';
import { lagWords, rerouteWords } from '../../reroute/reroute-words.js';
import { type Check, found, pass, skip } from '../check.js';
import type { DoctorFacts } from '../facts.js';

export const reroutes: Check = {
  id: 'reroutes',
  group: 'Streams',
  title: 'Regions can stand in for one another at their origins',
  async run(facts) {
    const { found: seen, deployed } = await facts.reroutes();
    const wanted = mapParameter(seen.map);
    const isUnread = seen.ways.some((way) => !way.possible && way.unread);
    const left = seen.ways.flatMap((way) => (way.possible ? [way.from] : []));
    const members = facts.cluster.regions.filter(({ region }) => left.includes(region));
    const late = new Map(
      await Promise.all(members.map(async (one) => [one.region, await helpsLate(facts, one)] as const)),
    );
    const findings = seen.ways.map((way) => {
      const { from: region, to } = way;
      if (way.possible) {
        const spoilt = late.get(region) ? '; its edges hold on to its own origin for too long, see letting-go' : '';
        return { ...pass(`${to} can stand in for it (${lagWords(way)}); its origin then bears both${spoilt}`), region };
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

/** Whether a region's edges keep errors, or wait, for so long that a reroute does not help in time; `letting-go` says why. */
async function helpsLate(facts: DoctorFacts, member: StreamRegion): Promise<boolean> {
  const [{ DistributionConfig: config }, { media }] = await Promise.all([
    facts.distribution(member),
    facts.stream(member),
  ]);
  const stream = { targetDurationS: media.targetDuration, blockingReload: media.canBlockReload };
  return config !== undefined && rerouteObstacles(config, stream).length > 0;
}
