import type { DeployedStack } from '../../deploy/deploy-cluster.js';
import { table } from '../text/table.js';

/** A row for each stack. */
export function stackTable(stacks: readonly DeployedStack[]): string {
  return table(
    ['STACK', 'REGION', 'STATUS', 'SECONDS'],
    stacks.map((one) => [one.stackName, one.region, one.status, one.seconds.toFixed(1)]),
  );
}
