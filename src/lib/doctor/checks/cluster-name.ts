import { nameProblem } from '../../cluster/name.js';
import { type Check, found, pass } from '../check.js';

export const clusterName: Check = {
  id: 'cluster-name',
  group: 'Account',
  title: 'The cluster’s name keeps its policies apart from other clusters’',
  withoutAws: true,
  async run({ cluster }) {
    const problem = nameProblem(cluster.name);
    return [problem === undefined ? pass(cluster.name) : found('cluster-name-unfit', problem)];
  },
};
