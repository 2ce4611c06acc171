import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { StreamRegion } from '../lib/cluster/cluster.js';
import { usageError } from '../lib/errors.js';
import { resolveTarget } from '../lib/failover/resolve-target.js';
import { LONGEST_TEXT, outsideText } from '../lib/outside-text.js';
import { StateTable } from '../lib/state/state-table.js';
import { BaseCommand, type ClusterContext } from './base-command.js';
import { typedOnly } from './environment-flags.js';

/** For commands that can also work on all of them. */
export const failoverArgsOrAll = {
  distribution: Args.string({ description: 'Region, or domain of its distribution; not with --all.' }),
};

/** Of commands that change where viewers go. */
export const changeFlags = {
  reason: Flags.string({
    summary: `Reason, for the history: one line of at most ${LONGEST_TEXT} characters.`,
    helpValue: 'TEXT',
    // In an emergency a long reason must not cost a second try: it is made fit, and the operator sees what is kept.
    parse: async (text, command) => {
      const kept = outsideText(text);
      if (kept !== text) command.logToStderr(`warning: The reason is kept as: ${kept}`);
      return kept;
    },
  }),
  force: typedOnly(
    Flags.boolean({
      summary: 'Continue although the stream that viewers would be sent to is stale or unreachable; needs --reason.',
    }),
  ),
};

/** What a failover command works with. */
export interface FailoverCluster extends ClusterContext {
  table: StateTable;
}

/** What the failover commands share: they use the state table and the distributions, and nothing else of AWS. */
export abstract class FailoverCommand extends BaseCommand {
  protected withTable<T>(flags: { 'cluster-file': string }, act: (context: FailoverCluster) => Promise<T>): Promise<T> {
    return this.withCluster(flags, (context) => act({ ...context, table: new StateTable(context.cluster, context) }));
  }

  /** Runs `act` on the distribution that `text` (a domain or a region) names. */
  protected withTarget<T>(
    flags: { 'cluster-file': string },
    text: string,
    act: (context: FailoverCluster & { target: StreamRegion }) => Promise<T>,
  ): Promise<T> {
    return this.withTable(flags, (context) => act({ ...context, target: resolveTarget(context.cluster, text) }));
  }

  /** The distribution that was named; undefined with `--all`. @throws CvsError (usage) when neither or both were given */
  protected oneOrAll(all: boolean, text: string | undefined): string | undefined {
    if (!all === (text !== undefined)) return text;
    throw all
      ? usageError('ALL_OR_ONE', `--all means every distribution, and ${text} is one of them.`, 'Give only one.')
      : usageError('ALL_OR_ONE', 'No distribution was named.', 'Name a region, or give --all.');
  }

  /** @throws CvsError (usage) when a guard is to be overridden without a reason */
  protected requireReason({ force, reason }: { force: boolean; reason?: string }): void {
    if (!force || reason?.trim()) return;
    throw usageError('FORCE_NEEDS_REASON', '--force needs a reason, which the history keeps.', 'Add --reason "…".');
  }
}
