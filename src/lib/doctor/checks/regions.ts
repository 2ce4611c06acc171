import { GLOBAL_REGION } from '../../aws/aws-clients.js';
import { type Check, found, pass } from '../check.js';

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
        const id = problem.code === 'AWS_UNREACHABLE' ? 'region-unreachable' : 'region-disabled';
        return found(id, problem.message, { region });
      }),
    );
  },
};
