import { rerouteObstacles } from '../../edge-settings/reroute-obstacles.js';
import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';

export const lettingGo: Check = {
  id: 'letting-go',
  group: 'Distributions',
  title: 'Edges soon let go of an origin in trouble, so that rerouting helps',
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const [{ DistributionConfig: config }, { media }] = await Promise.all([
        facts.distribution(member),
        facts.stream(member),
      ]);
      if (!config) return [];
      const stream = { targetDurationS: media.targetDuration, blockingReload: media.canBlockReload };
      const obstacles = rerouteObstacles(config, stream);
      if (!obstacles.length) return pass('errors and requests that hang are soon over');
      return obstacles.map(({ id, message }) => found(id, message));
    }),
};
