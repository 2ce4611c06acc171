import type { StackOutputs } from '../../deploy/cluster-outputs.js';
import { quoted } from '../../quoted.js';
import { table } from '../text/table.js';

/** A row for each output. */
export function outputsTable(stacks: readonly StackOutputs[]): string {
  return table(
    ['STACK', 'REGION', 'OUTPUT', 'VALUE'],
    stacks.flatMap(({ stackName, region, outputs }) =>
      Object.entries(outputs).map(([name, value]) => [stackName, region, name, value]),
    ),
  );
}

/** A line for each output, for `eval`: `export CVS_COPILOT_US_EAST_1_COPILOT_LAMBDA_VERSION='7'`. */
export function outputsEnv(stacks: readonly StackOutputs[], clusterName: string): string {
  return stacks
    .flatMap(({ stackName, region, outputs }) => {
      const stack = stackName.slice(clusterName.length + 1);
      return Object.entries(outputs).map(
        ([name, value]) => `export CVS_${variable(stack)}_${variable(region)}_${variable(name)}=${quoted(value)}`,
      );
    })
    .join('\n');
}

function variable(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]/g, '_')
    .toUpperCase();
}
