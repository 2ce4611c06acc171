import { GLOBAL_REGION } from '../../aws/aws-clients.js';
import { type Check, fail, pass } from '../check.js';

export const regions: Check = {
  id: 'regions',
  group: 'Account',
  title: 'The regions are enabled',
  aws: true,
  run(facts) {
    const codes = new Set([...facts.cluster.regions.map(({ region }) => region), GLOBAL_REGION]);
    return Promise.all(
      [...codes].map(async (region) => {
        const problem = await facts.regionProblem(region);
        if (!problem) return pass('answers', region);
        const advice =
          problem.code === 'AWS_UNREACHABLE'
            ? `Check the network; if it is well, look at the AWS Health Dashboard for ${region}.`
            : `Enable ${region} for the account (console: Account, AWS Regions), or choose another.`;
        return fail(problem.message, advice, region);
      }),
    );
  },
};
