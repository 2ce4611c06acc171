import { CvsError } from '../errors.js';
import { KNOWLEDGE_AGE_MS } from '../serving/times.js';
import type { DistributionState, Intent } from '../serving/what-to-serve.js';
import { openIntent, sameIntent } from '../state/intent.js';
import { changedOutside } from '../state/state-reading.js';
import type { ChangeResult } from '../state/state-table.js';
import { OutOfTime, withinTime } from '../state/within-time.js';
import { confirmReplicas } from './confirm-replicas.js';
import { changeTarget, type FailoverContext, type ReplicaSight } from './failover-context.js';

/**
 * Follows a close from its write until it is in force: at once where every replica takes it, else at its `closedFromMs`.
 * Until then the write is watched as it arrives in the other replicas. A close of the other distribution that another
 * replica accepted at the same moment shows there, and the later of the two closes is taken back.
 *
 * @param drained the drain before it; without one no players were told to leave, and the close may be in force at once
 * @throws CvsError CLOSED_AT_ONCE when this one was taken back; the signal's reason when it aborts
 */
export async function settleClose(
  context: FailoverContext,
  closed: ChangeResult,
  drained: ChangeResult | undefined,
): Promise<readonly ReplicaSight[]> {
  const { after } = closed;
  const { before } = drained ?? closed;
  const { target, clock } = context;
  const inForce = !drained && closed.changed ? await closeEverywhere(context, closed) : undefined;
  if (inForce) return inForce;
  const boundMs = Math.max(0, (after.closedFromMs ?? 0) - clock.now());
  const { replicas, rivals } = await confirmReplicas(context, closed, boundMs);
  const rival = rivals.find((one) => isEarlier(one, { ...after, domain: target.distributionDomain }));
  if (!rival) return replicas;
  const reason = `${rival.domain} was closed at the same moment`;
  const withdraw = (now: Intent) =>
    sameIntent(now, after)
      ? { ...openIntent(now, clock.now(), before.drained), closedUntilMs: before.closedUntilMs }
      : now;
  await changeTarget(context, 'close withdrawn', withdraw, { reason, signal: undefined });
  throw new CvsError({
    code: 'CLOSED_AT_ONCE',
    message: `The close of ${target.region} was taken back: ${rival.domain} (${rival.region}) was closed at the same moment through another replica. Viewers noticed nothing.`,
    suggestions: [`Agree with the operator who closed ${rival.region}, then look at \`cvs status\`.`],
  });
}

/** Of two closes at the same moment the one that begins first stays; one made outside cvs has no beginning, and stays. */
function isEarlier(other: DistributionState, mine: Intent & { domain: string }): boolean {
  const difference = (other.closedFromMs ?? 0) - (mine.closedFromMs ?? 0);
  return difference === 0 ? other.domain < mine.domain : difference < 0;
}

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
async function closeEverywhere(
  context: FailoverContext,
  { replica, before, after }: ChangeResult,
): Promise<readonly ReplicaSight[] | undefined> {
  const { table, target, clock, reason, signal } = context;
  const domain = target.distributionDomain;
  const startMs = clock.monotonic();
  const others = table.regions.filter((region) => region !== replica);
  if (!(await takenByAll(before, after))) return undefined;
  const seenMs = Math.round(clock.monotonic() - startMs);
  const home = await table.readFrom(replica, signal);
  if ('why' in home) return undefined;
  // Some copilot may not know yet of an opening outside cvs; one by cvs counts only when every copilot knows of it.
  const waits = home.state.distributions.some((one) => one.domain !== domain && changedOutside(home, one.domain));
  const beginning: Intent = { ...after, closedFromMs: waits ? clock.now() + KNOWLEDGE_AGE_MS : undefined };
  try {
    const begin = (now: Intent) => (sameIntent(now, after) ? beginning : now);
    const { changed } = await changeTarget(context, 'close', begin, { recorded: false, keepAnotherOpen: true });
    if (changed) await takenByAll(after, beginning);
  } catch (error) {
    // The other one was closed outside cvs meanwhile: which close stays is settled as where a replica refuses.
    if (error instanceof CvsError && error.code === 'LAST_OPEN_DISTRIBUTION') return undefined;
    throw error;
  }
  return others.map((region) => ({ region, seenMs }));

  async function takenByAll(from: Intent, to: Intent): Promise<boolean> {
    const request = { domain, replica, before: from, after: to, reason, keepAnotherOpen: true };
    try {
      const taken = await withinTime(clock, BOUND_MS, signal, (limit) => table.mirror({ ...request, signal: limit }));
      return others.every((region) => taken.has(region));
    } catch (error) {
      if (error instanceof OutOfTime) return false;
      throw error;
    }
  }
}
