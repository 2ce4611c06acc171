import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { Cluster, StreamRegion } from '../lib/cluster/cluster.js';
import type { StateTable } from '../lib/state/state-table.js';
import { BaseCommand, type CommandContext } from './base-command.js';

export const failoverArgs = {
  distribution: Args.string({ description: 'Domain of the distribution, or its region.', required: true }),
};

/** For commands that can also be about all of them. */
export const failoverArgsOrAll = {
  distribution: Args.string({ description: 'Domain of the distribution, or its region; not with --all.' }),
};

export const reasonFlag = Flags.string({ summary: 'Why, for the history.', helpValue: 'TEXT' });

export const forceFlag = Flags.boolean({
  summary: 'Go on although the stream that viewers would go to is stale or out of reach; needs --reason.',
});

/** Which cluster a failover command is about, and what it needs to act on it. */
export interface FailoverCluster extends CommandContext {
  cluster: Cluster;
  table: StateTable;
}

/** Which distribution a failover command is about. */
export interface FailoverTarget extends FailoverCluster {
  target: StreamRegion;
}

/** What the failover commands have in common: the data plane of one cluster, and nothing else. */
export abstract class FailoverCommand extends BaseCommand {
  /** Runs `act` on the cluster. */
  protected async withTable<T>(clusterFile: string, act: (context: FailoverCluster) => Promise<T>): Promise<T> {
    const cluster = await this.loadCluster(clusterFile);
    const { stateTableOf } = await import('../lib/state/state-table-of.js');
    return this.withContext((context) => act({ ...context, cluster, table: stateTableOf(cluster, context) }));
  }

  /** Runs `act` on the distribution that `text` (a domain or a region) names. */
  protected async withTarget<T>(
    clusterFile: string,
    text: string,
    act: (target: FailoverTarget) => Promise<T>,
  ): Promise<T> {
    const { resolveTarget } = await import('../lib/failover/resolve-target.js');
    return this.withTable(clusterFile, (context) => act({ ...context, target: resolveTarget(context.cluster, text) }));
  }

  /** Whether all are meant, or which one. @throws CvsError (usage) when neither or both were given */
  protected async allOrOne(
    all: boolean,
    text: string | undefined,
  ): Promise<{ all: true } | { all: false; text: string }> {
    if (all && text === undefined) return { all: true };
    if (!all && text !== undefined) return { all: false, text };
    const { usageError } = await import('../lib/errors.js');
    throw all
      ? usageError('ALL_OR_ONE', `--all is every distribution, and ${text} is one.`, 'Give one of the two.')
      : usageError('ALL_OR_ONE', 'Which distribution?', 'Name its domain or region, or give --all.');
  }

  /** @throws CvsError (usage) when a guard is to be overridden and nobody says why */
  protected async requireReason(force: boolean, reason: string | undefined): Promise<void> {
    if (!force || reason !== undefined) return;
    const { usageError } = await import('../lib/errors.js');
    throw usageError('FORCE_NEEDS_REASON', '--force is recorded together with why.', 'Add --reason "…".');
  }
}
