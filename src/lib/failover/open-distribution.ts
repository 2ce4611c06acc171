import { CvsError } from '../errors.js';
import { freshness } from '../serving/what-to-serve.js';
import { type Intent, openIntent } from '../state/intent.js';
import type { ChangeResult } from '../state/state-table.js';
import { confirmReplicas, type ReplicaSight } from './confirm-replicas.js';
import { ARRIVAL_BOUND_MS, CONFIRM_BOUND_MS, type FailoverContext, planOf, warnOfSilence } from './failover-context.js';
import { probeUntil } from './probe.js';
import { runStep } from './run-step.js';

/** All times are ms from the start. */
export interface OpenResult {
  outcome: 'open' | 'already-open';
  domain: string;
  region: string;
  /** Region of the replica that took the write. */
  replica: string;
  /** When `distro_open` was written. */
  openedMs?: number;
  /** When the distribution was seen to serve. */
  effectiveMs?: number;
  /** When players could be steered to it again. */
  undrainedMs?: number;
  /** Whether the other replicas have it, and since when. */
  replicas?: readonly ReplicaSight[];
  /** What spoke against it and was overridden. */
  forced?: string;
}

export interface OpenOptions extends FailoverContext {
  /** Let players come although the detector says that the stream is stale. */
  force?: boolean;
}

/**
 * Opens a distribution: it serves again first, and only when that was seen are players steered to it.
 *
 * @throws CvsError NOT_SERVING when it does not serve, NOT_FRESH when its stream is stale: it is left open and drained, so
 * that no player is sent there; and as `StateTable.change`; the signal's reason when it aborts
 */
export async function openDistribution(options: OpenOptions): Promise<OpenResult> {
  const { table, target, http, clock, report, signal, reason } = options;
  const start = clock.monotonic();
  const elapsed = () => Math.round(clock.monotonic() - start);
  const domain = target.distributionDomain;

  const reading = await table.read(signal);
  warnOfSilence(report, reading);
  const current = reading.state.distributions.find((one) => one.domain === domain);
  if (current?.open && !current.drained && current.closedUntil === undefined) {
    return { outcome: 'already-open', domain, region: target.region, replica: reading.replica };
  }

  report({
    type: 'plan',
    steps: planOf(target, [
      { id: 'open', title: 'Open the distribution' },
      { id: 'confirm', title: 'See it serve' },
      { id: 'undrain', title: 'Let players come back' },
    ]),
  });
  await runStep(report, 'open', () => change((before) => openIntent(before, clock.now() / 1000, true)));
  const openedMs = elapsed();

  report({ type: 'step', id: 'confirm', status: 'started' });
  const probe = await probeUntil({
    url: target.distributionPlaylistUrl,
    awaited: (status) => status >= 200 && status < 300,
    boundMs: CONFIRM_BOUND_MS,
    http,
    clock,
    signal,
  });
  report({ type: 'step', id: 'confirm', status: probe.seen ? 'succeeded' : 'failed', detail: probe.last });
  if (!probe.seen) {
    throw new CvsError({
      code: 'NOT_SERVING',
      message: `${domain} (${target.region}) was opened, but does not serve its playlist: ${probe.last}. Players are still steered away from it.`,
      suggestions: [
        `Look at the stream's origin, ${target.originPlaylistUrl}, then run \`cvs failover open ${domain}\` again.`,
      ],
    });
  }
  const effectiveMs = elapsed();

  const forced = await requireFresh();
  const opened = await runStep(
    report,
    'undrain',
    () => change((before) => ({ ...before, drained: false }), forced),
    ({ replica }) => `written in ${replica}`,
  );
  const undrainedMs = elapsed();
  const { replicas } = await confirmReplicas({
    table,
    member: { region: target.region, domain },
    replica: opened.replica,
    written: opened.after,
    boundMs: ARRIVAL_BOUND_MS,
    clock,
    signal,
  });
  return {
    outcome: 'open',
    domain,
    region: target.region,
    replica: opened.replica,
    openedMs,
    effectiveMs,
    undrainedMs,
    replicas,
    ...(forced === undefined ? {} : { forced }),
  };

  function change(to: (before: Intent) => Intent, overridden?: string): Promise<ChangeResult> {
    const record = { reason, ...(overridden === undefined ? {} : { forced: true }) };
    return table.change({ domain, action: 'open', change: to, ...record, signal });
  }

  /** What the edge serves may be a stream that stands still: then players stay where they are. */
  async function requireFresh(): Promise<string | undefined> {
    const { state } = await table.read(signal);
    if (freshness(state, domain, clock.now() / 1000) !== 'stale') return undefined;
    const why = `${domain} (${target.region}): its stream is stale`;
    if (options.force) {
      report({ type: 'warning', message: `Players may come to ${why}.` });
      return why;
    }
    throw new CvsError({
      code: 'NOT_FRESH',
      message: `${domain} (${target.region}) was opened, but its stream is stale. Players are still steered away from it.`,
      suggestions: [
        `When the stream moves again: \`cvs failover open ${domain}\`.`,
        'If players should come all the same: --force, with the --reason.',
      ],
    });
  }
}
