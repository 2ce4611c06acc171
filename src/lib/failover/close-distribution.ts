import { messageOf } from '../errors.js';
import { freshness, isWanted } from '../serving/what-to-serve.js';
import { drainedIntent, type Intent, sameIntent } from '../state/intent.js';
import type { ChangeResult } from '../state/state-table.js';
import { CONFIRM_BOUND_MS, type FailoverContext, planOf, STEERING_TTL_MS, warnOfSilence } from './failover-context.js';
import { probeUntil } from './probe.js';
import { runStep } from './run-step.js';

export interface CloseOptions extends FailoverContext {
  /** Skip the drain: the region is already broken. */
  now?: boolean;
  /** The close lapses by itself after this many seconds. */
  closeForS?: number;
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
  /** When `drained` was written; absent when the drain was skipped. */
  drainedMs?: number;
  /** When `distro_open` was written. */
  closedMs?: number;
  /** When the 404 was seen. */
  effectiveMs?: number;
  /** Epoch seconds at which the close lapses; absent when it has no end. */
  closedUntil?: number;
  /** What the distribution answered last. */
  lastSeen?: string;
}

/**
 * Closes a distribution without viewers noticing: they are steered away first, get two TTLs of the steering manifest to
 * leave, then it answers 404.
 *
 * Where the merged master playlist carries no steering, there is nothing to drain by, and it closes at once.
 *
 * What stops it before the close is written takes the drain back as well.
 *
 * @throws CvsError LAST_OPEN_DISTRIBUTION, and as `StateTable.change`; the signal's reason when it aborts
 */
export async function closeDistribution(options: CloseOptions): Promise<CloseResult> {
  const { cluster, table, target, http, clock, report, signal, reason, closeForS } = options;
  const start = clock.monotonic();
  const elapsed = () => Math.round(clock.monotonic() - start);
  const domain = target.distributionDomain;
  const drain = !options.now && cluster.masterPlaylist.steering;
  const endsAt = (fromNowMs: number) =>
    closeForS === undefined ? undefined : Math.ceil((clock.now() + fromNowMs) / 1000 + closeForS);

  const reading = await table.read(signal);
  warnOfSilence(report, reading);
  const current = reading.state.distributions.find((one) => one.domain === domain);
  if (current && !current.open && current.closedUntil === undefined && closeForS === undefined) {
    return { outcome: 'already-closed', domain, region: target.region, replica: reading.replica };
  }
  const nowS = clock.now() / 1000;
  const others = reading.state.distributions.filter((one) => one.domain !== domain);
  if (others.every((one) => freshness(reading.state, one.domain, nowS) === 'stale')) {
    report({ type: 'warning', message: `Viewers go where the stream is stale: ${others.map(nameOf).join(', ')}.` });
  }

  report({
    type: 'plan',
    steps: planOf(target, [
      ...(drain
        ? [
            { id: 'drain', title: 'Steer players away' },
            { id: 'leave', title: 'Give players time to leave' },
          ]
        : []),
      { id: 'close', title: 'Close the distribution' },
      { id: 'confirm', title: 'See it closed' },
    ]),
  });

  let drainedMs: number | undefined;
  let drained: ChangeResult | undefined;
  let closed: ChangeResult;
  const waitMs = 2 * STEERING_TTL_MS;
  try {
    // A close that is renewed finds its players gone.
    if (drain && (!current || isWanted(current, nowS))) {
      drained = await runStep(report, 'drain', () =>
        change('drain', (before) => ({ ...drainedIntent(before, nowS), closedUntil: endsAt(waitMs) })),
      );
      drainedMs = elapsed();
      await runStep(
        report,
        'leave',
        () => clock.sleep(waitMs, signal),
        () => `two steering TTLs, ${waitMs / 1000} s`,
      );
    } else if (drain) {
      report({ type: 'step', id: 'drain', status: 'unchanged' });
      report({ type: 'step', id: 'leave', status: 'unchanged' });
    }
    closed = await runStep(
      report,
      'close',
      () => change('close', () => ({ open: false, drained: true, closedUntil: endsAt(0) })),
      ({ replica }) => `written in ${replica}`,
    );
  } catch (error) {
    if (drained?.changed) await takeBack(drained);
    throw error;
  }
  const closedMs = elapsed();

  report({ type: 'step', id: 'confirm', status: 'started' });
  const probe = await probeUntil({
    url: target.distributionPlaylistUrl,
    awaited: (status) => status === 404,
    boundMs: CONFIRM_BOUND_MS,
    http,
    clock,
    signal,
  });
  const effectiveMs = probe.seen ? elapsed() : undefined;
  report({ type: 'step', id: 'confirm', status: probe.seen ? 'succeeded' : 'failed', detail: probe.last });
  return {
    outcome: probe.seen ? 'closed' : 'unconfirmed',
    domain,
    region: target.region,
    replica: closed.replica,
    drainedMs,
    closedMs,
    effectiveMs,
    closedUntil: closed.after.closedUntil,
    lastSeen: probe.last,
  };

  function change(action: string, to: (before: Intent) => Intent): Promise<ChangeResult> {
    return table.change({ domain, action, change: to, reason, keepAnotherOpen: true, signal });
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

function nameOf(one: { domain: string; region: string }): string {
  return `${one.domain} (${one.region})`;
}
