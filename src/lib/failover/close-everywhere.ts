import { CvsError } from '../errors.js';
import { KNOWLEDGE_AGE_MS } from '../serving/times.js';
import type { Intent } from '../serving/what-to-serve.js';
import { sameIntent } from '../state/intent.js';
import { changedOutside } from '../state/state-reading.js';
import type { ChangeResult } from '../state/state-table.js';
import { OutOfTime, withinTime } from '../state/within-time.js';
import type { ReplicaSight } from './confirm-replicas.js';
import type { FailoverContext } from './failover-context.js';

/** How long the other replicas may take, in ms: after that, nearly nothing is saved. */
const BOUND_MS = 1000;

/**
 * Puts a close that one replica took in force at once, without waiting for its replication: it is written to the other
 * replicas as well, each time on the condition that another distribution is open there. When all replicas have taken it, no
 * other close was accepted and none can be, so that there is nothing to wait for.
 *
 * @returns when each replica had it, in ms after the write; undefined when not all took it: then the close begins at its
 * `closedFromMs`, as it was written
 * @throws as `StateTable.change`; the signal's reason when it aborts
 */
export async function closeEverywhere(
  { table, target, clock, reason, signal }: FailoverContext,
  { replica, before, after }: ChangeResult,
): Promise<readonly ReplicaSight[] | undefined> {
  const domain = target.distributionDomain;
  const startMs = clock.monotonic();
  const common = { domain, replica, reason, keepAnotherOpen: true };
  const others = table.regions.filter((region) => region !== replica);
  if (!(await takenByAll(before, after))) return undefined;
  const seenMs = Math.round(clock.monotonic() - startMs);
  const home = await table.readFrom(replica, signal);
  if ('why' in home) return undefined;
  // Some copilot may not know yet of an opening outside cvs; one by cvs counts only when every copilot knows of it.
  const waits = home.state.distributions.some((one) => one.domain !== domain && changedOutside(home, one.domain));
  const beginning: Intent = { ...after, closedFromMs: waits ? clock.now() + KNOWLEDGE_AGE_MS : undefined };
  try {
    const { changed } = await table.change({
      domain,
      action: 'close',
      change: (now) => (sameIntent(now, after) ? beginning : now),
      reason,
      recorded: false,
      keepAnotherOpen: true,
      signal,
    });
    if (changed) await takenByAll(after, beginning);
  } catch (error) {
    // The other one was closed outside cvs meanwhile: which close stays is settled as where a replica refuses.
    if (error instanceof CvsError && error.code === 'LAST_OPEN_DISTRIBUTION') return undefined;
    throw error;
  }
  return others.map((region) => ({ region, seenMs }));

  async function takenByAll(from: Intent, to: Intent): Promise<boolean> {
    try {
      const taken = await withinTime(clock, BOUND_MS, signal, (limit) =>
        table.mirror({ ...common, before: from, after: to, signal: limit }),
      );
      return others.every((region) => taken.has(region));
    } catch (error) {
      if (error instanceof OutOfTime) return false;
      throw error;
    }
  }
}
