import { type Check, type Finding, fail, pass, warn } from '../check.js';
import { eachRegion } from '../each-region.js';

/** What CloudFront does by default with a 404 that does not say no-store; the copilot's says so. */
const DEFAULT_S = 10;

export const errorCaching: Check = {
  id: 'error-caching',
  group: 'Distributions',
  title: 'A 404 reaches players as a 404, and is soon forgotten',
  aws: true,
  run: (facts) =>
    eachRegion(facts, async (member): Promise<Finding> => {
      const { region } = member;
      const responses = (await facts.distribution(member)).DistributionConfig?.CustomErrorResponses?.Items ?? [];
      const notFound = responses.find(({ ErrorCode }) => ErrorCode === 404);
      const code = notFound?.ResponseCode;
      if (code && code !== '404') {
        const advice = 'Remove the custom error response for 404: players would never leave a closed distribution.';
        return fail(`a 404 is turned into ${code} (${notFound.ResponsePagePath})`, advice, region);
      }
      const keptS = notFound?.ErrorCachingMinTTL ?? DEFAULT_S;
      return keptS > DEFAULT_S
        ? warn(`a 404 is kept for ${keptS} s`, 'Lower the error caching minimum TTL of 404 to 10 s or less.', region)
        : pass(`a 404 is kept for ${keptS} s at most`, region);
    }),
};
