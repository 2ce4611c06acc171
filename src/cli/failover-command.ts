import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { Cluster, StreamRegion } from '../lib/cluster/cluster.js';
import { usageError } from '../lib/errors.js';
import { resolveTarget } from '../lib/failover/resolve-target.js';
import { StateTable } from '../lib/state/state-table.js';
import { BaseCommand, type CommandContext } from './base-command.js';

export const failoverArgs = {
  distribution: Args.string({ description: 'Region, or domain of its distribution.', required: true }),
};

/** For commands that can also work on all of them. */
export const failoverArgsOrAll = {
  distribution: Args.string({ description: 'Region, or domain of its distribution; not with --all.' }),
};

export const reasonFlag = Flags.string({ summary: 'Reason, for the history.', helpValue: 'TEXT' });

export const forceFlag = Flags.boolean({
  summary: 'Continue although the stream that viewers would be sent to is stale or unreachable; needs --reason.',
});

/** The cluster that a failover command works on, and what it needs for that. */
export interface FailoverCluster extends CommandContext {
  cluster: Cluster;
  table: StateTable;
}

/** The distribution that a failover command works on. */
export interface FailoverTarget extends FailoverCluster {
  target: StreamRegion;
}

/** What the failover commands share: they use the state table and the distributions, and nothing else of AWS. */
export abstract class FailoverCommand extends BaseCommand {
  /** Runs `act` on the cluster. */
  protected async withTable<T>(clusterFile: string, act: (context: FailoverCluster) => Promise<T>): Promise<T> {
    const cluster = await this.loadCluster(clusterFile);
    return this.withContext((context) => act({ ...context, cluster, table: new StateTable(cluster, context) }));
  }

  /** Runs `act` on the distribution that `text` (a domain or a region) names. */
  protected withTarget<T>(clusterFile: string, text: string, act: (target: FailoverTarget) => Promise<T>): Promise<T> {
    return this.withTable(clusterFile, (context) => act({ ...context, target: resolveTarget(context.cluster, text) }));
  }

  /** Whether all are meant, or which one. @throws CvsError (usage) when neither or both were given */
  protected allOrOne(all: boolean, text: string | undefined): { all: true } | { all: false; text: string } {
    if (all && text === undefined) return { all: true };
    if (!all && text !== undefined) return { all: false, text };
    throw all
      ? usageError('ALL_OR_ONE', `--all means every distribution, and ${text} is one of them.`, 'Give only one.')
      : usageError('ALL_OR_ONE', 'No distribution was named.', 'Name a region, or give --all.');
  }

  /** @throws CvsError (usage) when a guard is to be overridden without a reason */
  protected requireReason(force: boolean, reason: string | undefined): void {
    if (!force || reason !== undefined) return;
    throw usageError('FORCE_NEEDS_REASON', '--force needs a reason, which the history keeps.', 'Add --reason "…".');
  }
}
