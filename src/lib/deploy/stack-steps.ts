import { clusterStack } from '../parts/stack/cluster-stacks.js';
import { stackDefinition } from '../parts/stack/stack-definition.js';
import { stackGraph } from '../parts/stack/stack-graph.js';
import { deployStack } from '../stacks/deploy-stack.js';
import type { DeployOptions } from './deploy-options.js';
import { type DeployRecord, outputsOf } from './deploy-record.js';
import type { Step } from './graph.js';
import type { LookAhead } from './look-ahead.js';
import { shouldCreateStateTable } from './state-table-presence.js';

/** The stacks' steps: each waits for those whose outputs it takes, the others for `first`. */
export function stackSteps(
  options: DeployOptions,
  record: DeployRecord,
  ahead: LookAhead,
  first: readonly string[],
): Step[] {
  const { cluster, clients, clock, random, detach } = options;
  return stackGraph(cluster).map(({ id, stackName, region, needs, parameters, ...stack }) => ({
    id,
    title: `Stack ${stackName}`,
    region,
    after: needs.length > 0 ? needs : first,
    run: async ({ report, signal }) => {
      const seen = await ahead.settledStack(id);
      const inputs = await parameters({
        outputsOf: (stackId) => outputsOf(record, stackId),
        shouldCreateStateTable: () =>
          shouldCreateStateTable(clients, clusterStack(cluster), cluster.name, signal, seen?.found),
      });
      const result = await deployStack({
        ...{ clients, clock, random, report, signal, detach },
        stepId: id,
        stack: stackDefinition(options, { id, stackName, region, ...stack }, inputs),
        seen,
      });
      if (result.status === 'under-way') return { status: 'under-way' };
      record.stacks.set(id, result);
      return result.status === 'unchanged' ? { status: 'unchanged' } : { status: 'succeeded', detail: result.status };
    },
  }));
}
