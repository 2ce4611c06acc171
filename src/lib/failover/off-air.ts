import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import type { Report } from '../progress.js';
import { type FailoverContext, stopwatch } from './failover-context.js';
import { type OpenResult, openDistribution } from './open-distribution.js';
import { isNotFound, probeUntil } from './probe.js';
import { runStep } from './run-step.js';

export interface OffAirResult {
  /** `unconfirmed`: written, but some distribution still answered when the time was up. */
  outcome: 'off-air' | 'unconfirmed';
  distributions: readonly {
    domain: string;
    region: string;
    /** Region of the replica that took the write. */
    replica: string;
    /** When the 404 was seen, in ms from the start; absent when it was not. */
    effectiveMs?: number;
    lastSeen: string;
  }[];
}

/**
 * Takes the event off the air: every distribution answers 404, which no other command does. Opening one of them puts that
 * one on the air again.
 *
 * @throws as `StateTable.change`; the signal's reason when it aborts
 */
export async function goOffAir(options: Omit<FailoverContext, 'target'>): Promise<OffAirResult> {
  const { cluster, table, clock, report, signal, reason } = options;
  const elapsed = stopwatch(clock);
  report({
    type: 'plan',
    steps: cluster.regions.map(({ region }) => ({ id: region, title: 'Off the air', region, after: [] })),
  });
  // All are written before any is watched, so that viewers are not sent from one to the next.
  const written: { target: StreamRegion; replica: string }[] = [];
  for (const target of cluster.regions) {
    report({ type: 'step', id: target.region, status: 'started' });
    const change = () => ({ open: false, drained: false, offAir: true });
    const domain = target.distributionDomain;
    const { replica } = await table.change({ domain, action: 'close, off the air', change, reason, signal });
    written.push({ target, replica });
  }
  const distributions = await Promise.all(
    written.map(async ({ target, replica }) => {
      const { distributionDomain: domain, region } = target;
      const probe = await probeUntil(options, { id: region, target, awaited: isNotFound, elapsed, signal });
      return { domain, region, replica, effectiveMs: probe.effectiveMs, lastSeen: probe.last };
    }),
  );
  const seen = distributions.every(({ effectiveMs }) => effectiveMs !== undefined);
  return { outcome: seen ? 'off-air' : 'unconfirmed', distributions };
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
 * example
 */
export async function openAll(options: Omit<FailoverContext, 'target'> & { force?: boolean }): Promise<OpenAllResult> {
  const { cluster, report, signal } = options;
  const warnings: Report = (event) => event.type === 'warning' && report(event);
  report({
    type: 'plan',
    steps: cluster.regions.map(({ region }) => ({ id: region, title: 'Open', region, after: [] })),
  });
  const general: unknown[] = [];
  const distributions = await Promise.all(
    cluster.regions.map(async (target): Promise<OpenResult | OpenFailure> => {
      try {
        return await runStep(report, target.region, () => openDistribution({ ...options, target, report: warnings }));
      } catch (error) {
        signal?.throwIfAborted();
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
  if (general.length === cluster.regions.length) throw general[0];
  return { outcome: distributions.some((one) => one.outcome === 'failed') ? 'failed' : 'open', distributions };
}
