import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand, type CommandContext } from './base-command.js';
import type { Cluster, StreamRegion } from './lib/cluster/cluster.js';
import type { StateTable } from './lib/state/state-table.js';

export const failoverArgs = {
  distribution: Args.string({ description: 'Domain of the distribution, or its region.', required: true }),
};

export const reasonFlag = Flags.string({ summary: 'Why, for the history.', helpValue: 'TEXT' });

/** Which distribution a failover command is about, and what it needs to act on it. */
export interface FailoverTarget extends CommandContext {
  cluster: Cluster;
  table: StateTable;
  target: StreamRegion;
}

/** What `failover open`, `close` and `drain` have in common: the data plane of one distribution, and nothing else. */
export abstract class FailoverCommand extends BaseCommand {
  /** Runs `act` on the distribution that `text` (a domain or a region) names. */
  protected async withTarget<T>(
    clusterFile: string,
    text: string,
    act: (target: FailoverTarget) => Promise<T>,
  ): Promise<T> {
    const cluster = await this.loadCluster(clusterFile);
    const [{ resolveTarget }, { stateTableOf }] = await Promise.all([
      import('./lib/failover/resolve-target.js'),
      import('./lib/state/state-table-of.js'),
    ]);
    const target = resolveTarget(cluster, text);
    return this.withContext((context) => act({ ...context, cluster, table: stateTableOf(cluster, context), target }));
  }
}
