import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import { CONFIRM_BOUND_MS, type FailoverContext } from './failover-context.js';
import { type OpenResult, openDistribution } from './open-distribution.js';
import { probeUntil } from './probe.js';
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
 * Takes the event off the air: every distribution answers 404, which nothing else can bring about. Opening any of them
 * puts that one on the air again.
 *
 * Throws as `StateTable.change`; the signal's reason when it aborts.
 */
export async function goOffAir(options: Omit<FailoverContext, 'target'>): Promise<OffAirResult> {
  const { cluster, table, http, clock, report, signal, reason } = options;
  const start = clock.monotonic();
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
      const probe = await probeUntil({
        url: target.distributionPlaylistUrl,
        awaited: (status) => status === 404,
        boundMs: CONFIRM_BOUND_MS,
        http,
        clock,
        signal,
      });
      report({ type: 'step', id: target.region, status: probe.seen ? 'succeeded' : 'failed', detail: probe.last });
      return {
        domain: target.distributionDomain,
        region: target.region,
        replica,
        ...(probe.seen ? { effectiveMs: Math.round(clock.monotonic() - start) } : {}),
        lastSeen: probe.last,
      };
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

/**
 * Opens every distribution, each on its own: one that does not serve does not keep another one closed.
 *
 * @throws what stands against all of them alike, such as a table out of reach
 */
export async function openAll(options: Omit<FailoverContext, 'target'> & { force?: boolean }): Promise<OpenAllResult> {
  const { cluster, report, signal } = options;
  report({
    type: 'plan',
    steps: cluster.regions.map(({ region }) => ({ id: region, title: 'Open', region, after: [] })),
  });
  const errors: unknown[] = [];
  const distributions = await Promise.all(
    cluster.regions.map(async (target): Promise<OpenResult | OpenFailure> => {
      try {
        const inner = { ...options, target, report: (event: Parameters<typeof report>[0]) => passOn(event) };
        return await runStep(report, target.region, () => openDistribution(inner));
      } catch (error) {
        signal?.throwIfAborted();
        errors.push(error);
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
  const alike = new Set(errors.map(messageOf)).size === 1 && errors.length === cluster.regions.length;
  if (alike) throw errors[0];
  return { outcome: distributions.some((one) => one.outcome === 'failed') ? 'failed' : 'open', distributions };

  function passOn(event: Parameters<typeof report>[0]): void {
    if (event.type === 'warning') report(event);
  }
}
