import { CvsError, messageOf } from '../errors.js';
import { isClosedAnswer } from '../hls/closed-answer.js';
import { type Report, runStep } from '../progress.js';
import type { ChangeResult } from '../state/state-table.js';
import {
  changeTarget,
  type FailoverContext,
  type FailoverResult,
  isEverywhere,
  printedSights,
  spreadTarget,
  stopwatch,
} from './failover-context.js';
import { interruptedChange } from './interrupted-change.js';
import { type OpenResult, openDistribution } from './open-distribution.js';
import { probeUntil } from './probe.js';

export interface OffAirResult {
  /** `unconfirmed`: written, but some distribution still answered when the time was up, or a replica does not have it. */
  outcome: 'off-air' | 'unconfirmed';
  /** `effectiveMs`: when the 404 was seen, in ms from the start; absent when it was not. */
  distributions: readonly (FailoverResult & { effectiveMs?: number; lastSeen: string })[];
}

/**
 * Takes the event off the air: every distribution answers 404, which no other command does. Opening one of them puts that
 * one on the air again.
 *
 * @throws CvsError INTERRUPTED, and as `StateTable.change`
 */
export async function goOffAir(options: Omit<FailoverContext, 'target'>): Promise<OffAirResult> {
  try {
    return await closeAll(options);
  } catch (error) {
    throw await interruptedChange(options, options.cluster.regions, error);
  }
}

async function closeAll(options: Omit<FailoverContext, 'target'>): Promise<OffAirResult> {
  const { clock, report } = options;
  const elapsed = stopwatch(clock);
  planForEach(options, 'Off the air');
  // All are written before any is watched, so that viewers are not sent from one to the next.
  const written: { context: FailoverContext; change: ChangeResult }[] = [];
  for (const target of options.cluster.regions) {
    report({ type: 'step', id: target.region, status: 'started' });
    const context = { ...options, target };
    const close = () => ({ open: false, drained: false, offAir: true });
    try {
      written.push({ context, change: await changeTarget(context, 'close, off the air', close) });
    } catch (error) {
      const names = written.map((one) => one.context.target.region).join(', ');
      const message = `Already off the air: ${names}. To put all on the air again: \`cvs failover open --all\`.`;
      if (names && !options.signal?.aborted) report({ type: 'warning', message });
      throw error;
    }
  }
  const distributions = await Promise.all(
    written.map(async ({ context, change }) => {
      const { distributionDomain: domain, region } = context.target;
      const [{ effectiveMs, last }, sights] = await Promise.all([
        probeUntil(context, region, isClosedAnswer, elapsed),
        spreadTarget(context, change),
      ]);
      const everywhere = isEverywhere(sights);
      const { replica } = change;
      return { domain, region, replica, replicas: printedSights(sights), effectiveMs, lastSeen: last, everywhere };
    }),
  );
  const seen = distributions.every(({ effectiveMs, everywhere }) => effectiveMs !== undefined && everywhere);
  return {
    outcome: seen ? 'off-air' : 'unconfirmed',
    distributions: distributions.map(({ everywhere: _, ...one }) => one),
  };
}

/** Announces one step for each distribution. */
function planForEach({ cluster, report }: Omit<FailoverContext, 'target'>, title: string): void {
  report({ type: 'plan', steps: cluster.regions.map(({ region }) => ({ id: region, title, region, after: [] })) });
}

export interface OpenAllResult {
  outcome: 'open' | 'failed';
  distributions: readonly (OpenResult | OpenFailure)[];
}

export interface OpenFailure {
  outcome: 'failed';
  domain: string;
  region: string;
  why: string;
  /** What to do next. */
  suggestions: readonly string[];
}

/** Codes of what keeps a single distribution from being opened; anything else is about the table or the caller. */
const OF_ONE_DISTRIBUTION: readonly unknown[] = ['NOT_SERVING', 'NOT_FRESH', 'STATE_CHANGED_MEANWHILE'];

/**
 * Opens every distribution, each on its own: one that does not serve does not keep another one closed.
 *
 * @throws the error that kept every one of them closed, where it is not about a distribution: an unreachable table, for
 * example; CvsError INTERRUPTED
 */
export async function openAll(options: Omit<FailoverContext, 'target'>): Promise<OpenAllResult> {
  const { cluster, report, signal } = options;
  const warnings: Report = (event) => event.type === 'warning' && report(event);
  planForEach(options, 'Open');
  const general: unknown[] = [];
  const distributions = await Promise.all(
    cluster.regions.map(async (target): Promise<OpenResult | OpenFailure> => {
      try {
        return await runStep(report, target.region, () => openDistribution({ ...options, target, report: warnings }));
      } catch (error) {
        if (!(error instanceof CvsError && OF_ONE_DISTRIBUTION.includes(error.code))) general.push(error);
        return {
          outcome: 'failed',
          domain: target.distributionDomain,
          region: target.region,
          why: messageOf(error),
          suggestions: error instanceof CvsError ? error.suggestions : [],
        };
      }
    }),
  );
  const open = distributions.every(({ outcome }) => outcome === 'open' || outcome === 'already-open');
  if (signal?.aborted && !open) throw await interruptedChange(options, cluster.regions, signal.reason);
  if (general.length === cluster.regions.length) throw general[0];
  return { outcome: open ? 'open' : 'failed', distributions };
}
