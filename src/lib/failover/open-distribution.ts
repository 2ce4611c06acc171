import { CvsError } from '../errors.js';
import { runStep } from '../progress.js';
import { freshness } from '../serving/what-to-serve.js';
import { openIntent } from '../state/intent.js';
import { confirmReplicas } from './confirm-replicas.js';
import {
  changeTarget,
  type FailoverContext,
  type FailoverResult,
  planOf,
  stopwatch,
  warnOfSilence,
} from './failover-context.js';
import { probeUntil } from './probe.js';

/** All times are ms from the start. */
export interface OpenResult extends FailoverResult {
  outcome: 'open' | 'already-open';
  /** When `distro_open` was written. */
  openedMs?: number;
  /** When the distribution was seen to serve. */
  effectiveMs?: number;
  /** When players could be steered to it again. */
  undrainedMs?: number;
}

/**
 * Opens a distribution: it serves again first, and only when that was seen are players steered to it.
 *
 * @throws CvsError NOT_SERVING when it does not serve, NOT_FRESH when its stream is stale: it is left open and drained, so
 * that no player is sent there; and as `StateTable.change`; the signal's reason when it aborts
 */
export async function openDistribution(context: FailoverContext): Promise<OpenResult> {
  const { table, target, clock, report, signal } = context;
  const elapsed = stopwatch(clock);
  const { distributionDomain: domain, region } = target;

  const reading = await table.read(signal);
  warnOfSilence(report, reading);
  const current = reading.state.distributions.find((one) => one.domain === domain);
  if (current?.open && !current.drained && current.closedUntilMs === undefined) {
    return { outcome: 'already-open', domain, region, replica: reading.replica };
  }

  report({ type: 'plan', steps: planOf(target, STEPS) });
  await runStep(report, 'open', () => changeTarget(context, 'open', (before) => openIntent(before, clock.now(), true)));
  const openedMs = elapsed();
  const effectiveMs = await requireServing(context, elapsed);
  const forced = await requireFresh(context);
  const more = { forced: forced !== undefined };
  const opened = await runStep(
    report,
    'undrain',
    () => changeTarget(context, 'open', (before) => ({ ...before, drained: false }), more),
    ({ replica }) => `written in ${replica}`,
  );
  const undrainedMs = elapsed();
  const { replicas } = await confirmReplicas(context, opened);
  const { replica } = opened;
  return { outcome: 'open', domain, region, replica, openedMs, effectiveMs, undrainedMs, replicas, forced };
}

const STEPS = [
  { id: 'open', title: 'Open the distribution' },
  { id: 'confirm', title: 'See it serve' },
  { id: 'undrain', title: 'Let players come back' },
];

async function requireServing(context: FailoverContext, elapsed: () => number): Promise<number> {
  const { distributionDomain: domain, region, originPlaylistUrl } = context.target;
  context.report({ type: 'step', id: 'confirm', status: 'started' });
  const isServed = (status: number) => status >= 200 && status < 300;
  const { effectiveMs, last } = await probeUntil(context, 'confirm', isServed, elapsed);
  if (effectiveMs !== undefined) return effectiveMs;
  throw new CvsError({
    code: 'NOT_SERVING',
    message: `${region} (${domain}) was opened, but does not serve its playlist: ${last}. Players are still steered away from it.`,
    suggestions: [`Look at the stream's origin, ${originPlaylistUrl}, then run \`cvs failover open ${region}\` again.`],
  });
}

/** The edge may serve a stale stream: then players stay where they are. @returns what was overridden */
async function requireFresh(context: FailoverContext): Promise<string | undefined> {
  const { table, target, clock, report, signal, force } = context;
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
