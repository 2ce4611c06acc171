import { messageOf } from '../errors.js';
import { SETTLE_MS } from '../serving/settle-time.js';
import { isWanted } from '../serving/what-to-serve.js';
import { drainedIntent, type Intent, sameIntent } from '../state/intent.js';
import { type LastChange, lastChange } from '../state/last-change.js';
import type { ChangeResult } from '../state/state-table.js';
import { checkDestination } from './check-destination.js';
import type { ReplicaSight } from './confirm-replicas.js';
import { drainMovesPlayers } from './drain-moves-players.js';
import { CONFIRM_BOUND_MS, type FailoverContext, planOf, STEERING_TTL_MS, warnOfSilence } from './failover-context.js';
import { probeUntil } from './probe.js';
import { recentCloseWarning } from './recent-close.js';
import { recentOpeningWarning } from './recent-opening.js';
import { runStep } from './run-step.js';
import { settleClose } from './settle-close.js';
import { SteeringWatch } from './steering-watch.js';

export interface CloseOptions extends FailoverContext {
  /** Skip the drain: the region is already broken. */
  now?: boolean;
  /** The close lapses by itself this many seconds after it begins. */
  closeForS?: number;
  /** Go on although the region that viewers go to is stale or out of reach. */
  force?: boolean;
  /** Where viewers load the master playlist, to see when they are steered away; not looked at when absent. */
  findMasterUrl?: () => Promise<string | undefined>;
}

/** All times are ms from the start of the close. */
export interface CloseResult {
  /**
   * - `closed`: written, and the 404 was seen
   * - `unconfirmed`: written, but the 404 was not seen in time; `lastSeen` says what was
   * - `already-closed`: nothing was written
   */
  outcome: 'closed' | 'unconfirmed' | 'already-closed';
  domain: string;
  region: string;
  /** Region of the replica that took the write. */
  replica: string;
  /** Whether the other replicas have it, and since when. */
  replicas?: readonly ReplicaSight[];
  /** When `drained` was written; absent when the drain was skipped. */
  drainedMs?: number;
  /** When the steering manifest was seen to send players elsewhere; absent when that was not looked at, or not seen. */
  steeredMs?: number;
  /** When `distro_open` was written. */
  closedMs?: number;
  /** When the 404 was seen. */
  effectiveMs?: number;
  /** Epoch seconds at which the close lapses; absent when it has no end. */
  closedUntil?: number;
  /** What the distribution answered last. */
  lastSeen?: string;
  /** What spoke against it and was overridden. */
  forced?: string;
  /** Who closed it before, when (ISO 8601) and why; of `already-closed`, where it was closed by cvs. */
  by?: LastChange;
}

/** How long players get to leave, in ms: two readings of the steering manifest. */
const LEAVE_MS = 2 * STEERING_TTL_MS;
/** How long after the 404 the steering manifest may come, in ms: a replication, a copilot's memory and the manifest's age. */
const STEERED_BOUND_MS = 3000;

/**
 * Closes a distribution without viewers noticing: they are steered away first, get two TTLs of the steering manifest to
 * leave, then it answers 404. The close is written before that time is over and begins when it is, so that closes of two
 * regions at the same moment come to light before either holds.
 *
 * Where the merged master playlist carries no steering, there is nothing to drain by, and it closes at once; so it does
 * where players are forced to a stream that is stale, since no steering sends anybody there.
 *
 * What stops it before the close is written takes the drain back as well.
 *
 * @throws CvsError LAST_OPEN_DISTRIBUTION, DESTINATION_UNHEALTHY, CLOSED_AT_ONCE, and as `StateTable.change`; the signal's
 * reason when it aborts
 */
export async function closeDistribution(options: CloseOptions): Promise<CloseResult> {
  const { cluster, table, target, http, clock, report, signal, reason, closeForS } = options;
  const start = clock.monotonic();
  const elapsed = () => Math.round(clock.monotonic() - start);
  const domain = target.distributionDomain;

  const reading = await table.read(signal);
  warnOfSilence(report, reading);
  const current = reading.state.distributions.find((one) => one.domain === domain);
  if (current && !current.open && current.closedUntil === undefined && closeForS === undefined) {
    const by = lastChange(reading, domain);
    const { region } = target;
    return { outcome: 'already-closed', domain, region, replica: reading.replica, ...(by ? { by } : {}) };
  }
  const nowS = clock.now() / 1000;
  const forced = await checkDestination({ ...options, reading, nowS });
  const stay = forced !== undefined && !drainMovesPlayers(cluster, reading.state, domain, nowS);
  const steered = !options.now && cluster.masterPlaylist.steering && !stay;
  if (stay && !options.now) {
    report({
      type: 'warning',
      message: `Nobody is steered to a stale stream: ${domain} closes at once, and players leave by its 404.`,
    });
  }
  const warning = recentCloseWarning({ reading, domain, drained: steered, nowS });
  if (warning) report({ type: 'warning', message: warning });
  const late = recentOpeningWarning(reading.state, domain, nowS + (steered ? LEAVE_MS / 1000 : 0));
  if (late) report({ type: 'warning', message: late });
  report({ type: 'plan', steps: planOf(target, steps(steered)) });

  let drained: ChangeResult | undefined;
  let drainedMs: number | undefined;
  let closed: ChangeResult;
  const leaving = new SteeringWatch(options, elapsed);
  try {
    // A close that is renewed finds its players gone.
    if (steered && (!current || isWanted(current, nowS))) {
      drained = await runStep(report, 'drain', () =>
        change('drain', (before) => ({ ...drainedIntent(before, nowS), closedUntil: endOf(clock.now() + LEAVE_MS) })),
      );
      drainedMs = elapsed();
      leaving.begin();
      await runStep(
        report,
        'leave',
        () => clock.sleep(LEAVE_MS - SETTLE_MS, signal),
        () => `two steering TTLs, ${LEAVE_MS / 1000} s`,
      );
    } else if (steered) {
      report({ type: 'step', id: 'drain', status: 'unchanged' });
      report({ type: 'step', id: 'leave', status: 'unchanged' });
    }
    closed = await runStep(
      report,
      'close',
      () => change('close', closeFrom),
      ({ replica }) => `written in ${replica}`,
    );
  } catch (error) {
    await leaving.end(0);
    if (drained?.changed) await takeBack(drained);
    throw error;
  }
  const closedMs = elapsed();
  leaving.begin();
  report({ type: 'step', id: 'confirm', status: 'started' });
  const { probe, effectiveMs, replicas } = await confirm().catch(async (error) => {
    await leaving.end(0);
    throw error;
  });
  report({ type: 'step', id: 'confirm', status: probe.seen ? 'succeeded' : 'failed', detail: probe.last });
  // A close at once is seen before the steering manifest is, which is cached and made from what a copilot remembers.
  await leaving.end(probe.seen ? STEERED_BOUND_MS : 0, signal);
  return {
    outcome: probe.seen ? 'closed' : 'unconfirmed',
    domain,
    region: target.region,
    replica: closed.replica,
    replicas,
    drainedMs,
    ...(leaving.seenMs === undefined ? {} : { steeredMs: leaving.seenMs }),
    closedMs,
    effectiveMs,
    closedUntil: closed.after.closedUntil,
    lastSeen: probe.last,
    ...(forced === undefined ? {} : { forced }),
  };

  /** A close that holds already goes on holding; a new one begins when everyone knows of it. */
  function closeFrom(before: Intent): Intent {
    const atMs = clock.now() + SETTLE_MS;
    const closedFrom = isWanted(before, clock.now() / 1000) ? atMs / 1000 : before.closedFrom;
    return {
      open: false,
      drained: true,
      closedUntil: endOf(atMs),
      ...(closedFrom === undefined ? {} : { closedFrom }),
    };
  }

  function endOf(beginsAtMs: number): number | undefined {
    return closeForS === undefined ? undefined : Math.ceil(beginsAtMs / 1000 + closeForS);
  }

  async function confirm() {
    const stop = new AbortController();
    const limit = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const probing = probeUntil({
      url: target.distributionPlaylistUrl,
      awaited: (status) => status === 404,
      boundMs: CONFIRM_BOUND_MS,
      http,
      clock,
      signal: limit,
    }).then((probe) => ({ probe, effectiveMs: probe.seen ? elapsed() : undefined }));
    probing.catch(() => {});
    try {
      const replicas = await settleClose(options, closed, {
        before: drained?.before ?? closed.before,
        atOnce: !drained,
      });
      return { ...(await probing), replicas };
    } finally {
      stop.abort();
      await probing.catch(() => {});
    }
  }

  function change(action: string, to: (before: Intent) => Intent): Promise<ChangeResult> {
    const record = { reason, ...(forced === undefined ? {} : { forced: true }) };
    return table.change({ domain, action, change: to, ...record, keepAnotherOpen: true, signal });
  }

  /** A close that was refused or interrupted leaves no drain behind; not with the signal, which may be the reason. */
  async function takeBack({ before, after }: ChangeResult): Promise<void> {
    try {
      await table.change({
        domain,
        action: 'undrain',
        change: (now) => (sameIntent(now, after) ? before : now),
        reason,
      });
    } catch (error) {
      report({
        type: 'warning',
        message: `Players are still steered away from ${domain}: ${messageOf(error)} Run \`cvs failover open ${domain}\`.`,
      });
    }
  }
}

function steps(steered: boolean): { id: string; title: string }[] {
  const drain = [
    { id: 'drain', title: 'Steer players away' },
    { id: 'leave', title: 'Give players time to leave' },
  ];
  return [
    ...(steered ? drain : []),
    { id: 'close', title: 'Close the distribution' },
    { id: 'confirm', title: 'See it closed' },
  ];
}
