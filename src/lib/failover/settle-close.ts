import { CvsError } from '../errors.js';
import { ANSWER_BOUND_MS, OPENING_KNOWN_MS, SETTLE_MS } from '../serving/times.js';
import { isWanted } from '../serving/what-to-serve.js';
import { openIntent, sameIntent } from '../state/intent.js';
import type { ReplicaSight } from '../state/spread-change.js';
import { changedOutside, type StateReading } from '../state/state-reading.js';
import type { ChangeRequest } from '../state/state-table.js';
import { type Closing, everyPlayerKnowsMs, type Written } from './drain-then-close.js';
import { changeTarget, spreadTarget } from './failover-context.js';

/** How often the state table is read until a close begins, in ms. */
const INTERVAL_MS = 250;
/** The most that a right clock lets a close wait, in ms. */
const MOST_MS = ANSWER_BOUND_MS + OPENING_KNOWN_MS;
/** The same while the other replicas take it, in ms. */
const READ_MS = 100;

/**
 * Follows a close from its write until it is in force: at once where every replica has it, else when it has been in the
 * state table for long enough. A close of the other distribution that another replica accepted at the same moment shows
 * until then, and the later of the two closes is taken back.
 *
 * @param drained the drain before it; without one no players were told to leave, and the close may be in force at once
 * @throws CvsError CLOSED_AT_ONCE when this one was taken back; the signal's reason when it aborts
 */
export async function settleClose(
  closing: Closing,
  closed: Written,
  drained: Written | undefined,
): Promise<readonly ReplicaSight[]> {
  const { table, target, clock, signal } = closing;
  const domain = target.distributionDomain;
  const abrupt = !drained && closed.changed;
  const spreading = spreadTarget(closing, closed, { keepAnotherOpen: true, ...(abrupt ? { patienceMs: 0 } : {}) });
  const home = await readUntil(closing, closed.replica, spreading);
  const sights = await spreading;
  const readings = [home, ...sights.map(({ reading }) => reading)].filter((one) => one !== undefined && 'state' in one);
  const rivals = rivalIn(readings as StateReading[], domain);
  await yieldTo(rivals, closing, closed, drained);
  const everywhere = 'state' in home && rivals.length === 0 && sights.every(({ seenMs }) => seenMs !== undefined);
  const begun = abrupt ? await begin(closing, closed, everywhere, sights) : closed;
  if (everywhere) return sights;
  for (let pending = closed.changed; pending; ) {
    await clock.sleep(INTERVAL_MS, signal);
    // The last reading begins when the close has begun: a rival that the replication has brought by then is seen.
    pending = table.now().earliestMs < (begun.after.closedFromMs ?? 0) && clock.monotonic() < begun.landedMs + MOST_MS;
    const reading = await table.readFrom(closed.replica, signal);
    if ('state' in reading) await yieldTo(rivalIn([reading], domain), closing, begun, drained);
  }
  return sights;
}

/**
 * Reads a replica again and again while work is done. Every answer tells its time more exactly, so that a close need not
 * wait for what is uncertain.
 *
 * @returns the last reading, which began when the work was done
 */
async function readUntil(
  { table, clock, signal }: Closing,
  replica: string,
  work: Promise<unknown>,
): Promise<StateReading | { why: string }> {
  let done = false;
  const end = () => {
    done = true;
  };
  work.then(end, end);
  for (;;) {
    const last = done;
    const reading = await table.readFrom(replica, signal);
    if (last) return reading;
    if (!done) await Promise.race([work, clock.sleep(READ_MS, signal)]);
  }
}

/** A close of another distribution, as the replica that has it says it. */
interface Rival {
  domain: string;
  region: string;
  reading: StateReading;
}

/**
 * Those that are closed in one of the replicas, where no other distribution is open in all of them.
 *
 * @param readings of every replica that has the close of `domain`, and of those that refuse it
 */
function rivalIn(readings: readonly StateReading[], domain: string): readonly Rival[] {
  const closed = readings.flatMap((reading) =>
    reading.state.distributions
      .filter((one) => one.domain !== domain && !isWanted(one, reading.nowMs))
      .map((one) => ({ domain: one.domain, region: one.region, reading })),
  );
  const [any] = readings;
  const others = any?.state.distributions.filter((one) => one.domain !== domain) ?? [];
  return others.some((one) => closed.every((other) => other.domain !== one.domain)) ? [] : closed;
}

/**
 * Takes a close back that met an earlier one.
 *
 * @throws CvsError CLOSED_AT_ONCE when it did
 */
async function yieldTo(
  rivals: readonly Rival[],
  closing: Closing,
  { changed, after, atMs }: Written,
  drained: Written | undefined,
): Promise<void> {
  const { target } = closing;
  const rival = rivals.find((one) => isEarlier(one, { domain: target.distributionDomain, atMs }));
  // A distribution that was closed before this command stays closed: that close was decided earlier.
  if (!rival || !changed) return;
  const before = drained?.before;
  const withdraw: ChangeRequest['change'] = (current, now) =>
    current.open || current.closedUntilMs !== after.closedUntilMs
      ? current
      : { ...openIntent(current, now, before?.drained ?? false), closedUntilMs: before?.closedUntilMs };
  const reason = `${rival.domain} was closed at the same moment`;
  const withdrawn = await changeTarget(closing, 'close withdrawn', withdraw, { reason, signal: undefined });
  await spreadTarget({ ...closing, reason }, withdrawn, { patienceMs: 0, signal: undefined });
  throw new CvsError({
    code: 'CLOSED_AT_ONCE',
    message: `The close of ${target.region} was taken back: ${rival.domain} (${rival.region}) was closed at the same moment through another replica. Viewers noticed nothing.`,
    suggestions: [`Agree with the operator who closed ${rival.region}, then look at \`cvs status\`.`],
  });
}

/** Of two closes at the same moment the one that was written first stays; one made outside cvs has no time, and stays. */
function isEarlier({ domain, reading }: Rival, mine: { domain: string; atMs: number }): boolean {
  if (changedOutside(reading, domain)) return true;
  const theirs = reading.items.get(domain)?.closedAtMs ?? 0;
  const difference = theirs - Math.floor(mine.atMs / 1000) * 1000;
  return difference === 0 ? domain < mine.domain : difference < 0;
}

/**
 * Lets a close begin that the replicas have: at once when all of them do, since no other close was accepted then and none
 * can be; else when it has been in one of them for as long as the replication and the copilots may take.
 */
async function begin(
  closing: Closing,
  closed: Written,
  everywhere: boolean,
  sights: readonly ReplicaSight[],
): Promise<Written> {
  const { target, clock } = closing;
  const { after, landedMs } = closed;
  const toBegin: ChangeRequest['change'] = (current, now, reading) => {
    const settledMs = everywhere ? 0 : now.latestMs + landedMs + SETTLE_MS - clock.monotonic();
    const fromMs = Math.max(settledMs, everyPlayerKnowsMs(reading, target.distributionDomain, now));
    if (!sameIntent(current, after) || fromMs >= (after.closedFromMs ?? 0)) return current;
    return { ...after, closedFromMs: fromMs === 0 ? undefined : fromMs };
  };
  try {
    const begun = await changeTarget(closing, 'close', toBegin, { recorded: false, keepAnotherOpen: true });
    const regions = sights.flatMap(({ region, seenMs }) => (seenMs === undefined ? [] : [region]));
    if (begun.changed) await spreadTarget(closing, begun, { keepAnotherOpen: true, patienceMs: 0, regions });
    return { ...closed, after: begun.after };
  } catch (error) {
    // The other one was closed outside cvs meanwhile: which close stays is settled as where a replica refuses.
    if (error instanceof CvsError && error.code === 'LAST_OPEN_DISTRIBUTION') return closed;
    throw error;
  }
}
