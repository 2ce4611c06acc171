import { CvsError } from '../errors.js';
import { freshness, type Intent } from '../serving/what-to-serve.js';
import { openIntent } from '../state/intent.js';
import type { ChangeResult } from '../state/state-table.js';
import { confirmReplicas, type ReplicaSight } from './confirm-replicas.js';
import { type FailoverContext, planOf, stopwatch, warnOfSilence } from './failover-context.js';
import { isServed, type Probe, probeUntil } from './probe.js';
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
  /** Let players return although the stream is stale. */
  force?: boolean;
}

/**
 * Opens a distribution: it serves again first, and only when that was seen are players steered to it.
 *
 * @throws CvsError NOT_SERVING when it does not serve, NOT_FRESH when its stream is stale: it is left open and drained, so
 * that no player is sent there; and as `StateTable.change`; the signal's reason when it aborts
 */
export async function openDistribution(options: OpenOptions): Promise<OpenResult> {
  const { table, target, clock, report, signal } = options;
  const elapsed = stopwatch(clock);
  const { distributionDomain: domain, region } = target;

  const reading = await table.read(signal);
  warnOfSilence(report, reading);
  const current = reading.state.distributions.find((one) => one.domain === domain);
  if (current?.open && !current.drained && current.closedUntilMs === undefined) {
    return { outcome: 'already-open', domain, region, replica: reading.replica };
  }

  report({ type: 'plan', steps: planOf(target, STEPS) });
  await runStep(report, 'open', () => change(options, (before) => openIntent(before, clock.now(), true)));
  const openedMs = elapsed();
  const { effectiveMs } = await requireServing(options, elapsed);
  const forced = await requireFresh(options);
  const opened = await runStep(
    report,
    'undrain',
    () => change(options, (before) => ({ ...before, drained: false }), forced !== undefined),
    ({ replica }) => `written in ${replica}`,
  );
  const undrainedMs = elapsed();
  const { replicas } = await confirmReplicas(options, opened);
  const { replica } = opened;
  return { outcome: 'open', domain, region, replica, openedMs, effectiveMs, undrainedMs, replicas, forced };
}

const STEPS = [
  { id: 'open', title: 'Open the distribution' },
  { id: 'confirm', title: 'See it serve' },
  { id: 'undrain', title: 'Let players come back' },
];

function change(
  { table, target, reason, signal }: OpenOptions,
  to: (before: Intent) => Intent,
  forced = false,
): Promise<ChangeResult> {
  return table.change({ domain: target.distributionDomain, action: 'open', change: to, reason, forced, signal });
}

async function requireServing(options: OpenOptions, elapsed: () => number): Promise<Probe> {
  const { target, report, signal } = options;
  const { distributionDomain: domain, region } = target;
  report({ type: 'step', id: 'confirm', status: 'started' });
  const probe = await probeUntil(options, { id: 'confirm', target, awaited: isServed, elapsed, signal });
  if (probe.seen) return probe;
  throw new CvsError({
    code: 'NOT_SERVING',
    message: `${region} (${domain}) was opened, but does not serve its playlist: ${probe.last}. Players are still steered away from it.`,
    suggestions: [
      `Look at the stream's origin, ${target.originPlaylistUrl}, then run \`cvs failover open ${region}\` again.`,
    ],
  });
}

/** The edge may serve a stale stream: then players stay where they are. @returns what was overridden */
async function requireFresh({ table, target, clock, report, signal, force }: OpenOptions): Promise<string | undefined> {
  const { distributionDomain: domain, region } = target;
  const { state } = await table.read(signal);
  if (freshness(state, domain, clock.now()) !== 'stale') return undefined;
  if (force) {
    report({ type: 'warning', message: `Players may return to ${region} (${domain}), although its stream is stale.` });
    return `${domain} (${region}): its stream is stale`;
  }
  throw new CvsError({
    code: 'NOT_FRESH',
    message: `${region} (${domain}) was opened, but its stream is stale. Players are still steered away from it.`,
    suggestions: [
      `When the stream is fresh: \`cvs failover open ${region}\`.`,
      'To let players return nevertheless: --force with a --reason.',
    ],
  });
}
