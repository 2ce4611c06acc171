import { refusedKinds } from '../../distribution-kinds/refused-kinds.js';
import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';

/** What CloudFront does by default with a 404 that does not say no-store; the copilot's says so. */
const DEFAULT_S = 10;

export const errorCaching: Check = {
  id: 'error-caching',
  group: 'Distributions',
  title: 'A 404 reaches players as a 404, and is not cached for long',
  run: (facts) =>
    each(facts.cluster.regions, async (member) => {
      const config = (await facts.distribution(member)).DistributionConfig;
      const kinds = config ? refusedKinds(config, member.distributionId) : [];
      const rewritten = kinds.find(({ id }) => id === 'not-found-rewritten');
      if (rewritten) return found(rewritten.id, rewritten.message);
      const notFound = config?.CustomErrorResponses?.Items?.find(({ ErrorCode }) => ErrorCode === 404);
      const keptS = notFound?.ErrorCachingMinTTL ?? DEFAULT_S;
      return keptS > DEFAULT_S
        ? found('not-found-cached-long', `a 404 is kept for ${keptS} s`)
        : pass(`a 404 is kept for ${keptS} s at most`);
    }),
};
