import { systemClock } from '../../../../src/lib/clock.js';
import { closeDistribution } from '../../../../src/lib/failover/close-distribution.js';
import { openDistribution } from '../../../../src/lib/failover/open-distribution.js';
import { rerouteDistribution } from '../../../../src/lib/failover/reroute-distribution.js';
import { resolveTarget } from '../../../../src/lib/failover/resolve-target.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';
import { silent } from '../../../../src/lib/progress.js';
import { freshness } from '../../../../src/lib/serving/what-to-serve.js';
import type { FaultSpec } from '../../../../src/sandbox/faults/fault.js';
import type { StreamFault } from '../../../../src/sandbox/faults/stream-fault.js';
import type { DeployedSandbox } from '../../../support/deployed-sandbox.js';

/**
 * How long the detectors may take to say that the streams are fresh, ms. What one says before the state table is there
 * is lost, and said again a minute later.
 */
const FRESH_MS = 80_000;

/** What goes wrong in a region: with its stream, or all of it is lost. */
export type Outage = StreamFault | 'lost';

/** @returns ends it */
export function breakRegion({ sandbox }: DeployedSandbox, region: string, outage: Outage): () => void {
  const spec: FaultSpec =
    outage === 'lost' ? { kind: 'region', region, how: 'lost' } : { kind: 'stream', region, ...outage };
  const id = sandbox.faults.add(spec);
  return () => void sandbox.faults.clear(id);
}

/** Waits until the detectors have seen both streams move. */
export async function bothFresh({ table, cluster }: DeployedSandbox): Promise<void> {
  const end = performance.now() + FRESH_MS;
  for (;;) {
    const { state } = await table.read();
    const fresh = cluster.regions.filter(
      ({ distributionDomain }) => freshness(state, distributionDomain, systemClock.now()) === 'fresh',
    );
    if (fresh.length === cluster.regions.length) return;
    if (performance.now() > end) throw new Error(`fresh after ${FRESH_MS} ms: ${fresh.length} regions`);
    await systemClock.sleep(500);
  }
}

/**
 * @param how `now`: without a drain; `hard`: with a 404 at once
 * @throws Error when it was not seen closed
 */
export async function close(
  deployed: DeployedSandbox,
  region: string,
  how: { now?: boolean; hard?: boolean } = {},
): Promise<void> {
  const { outcome, lastSeen } = await closeDistribution({ ...failover(deployed, region), ...how });
  if (outcome !== 'closed') throw new Error(`${region} is ${outcome}: ${lastSeen}`);
}

export async function open(deployed: DeployedSandbox, region: string): Promise<void> {
  await openDistribution(failover(deployed, region));
}

/** An operator serves a region from another one's origin. @throws Error when that was not seen */
export async function reroute(deployed: DeployedSandbox, region: string): Promise<void> {
  const { outcome } = await rerouteDistribution(failover(deployed, region));
  if (outcome !== 'rerouted') throw new Error(`the reroute of ${region} is ${outcome}`);
}

function failover({ cluster, table }: DeployedSandbox, region: string) {
  return {
    cluster,
    table,
    target: resolveTarget(cluster, region),
    http: createHttpClient(),
    clock: systemClock,
    report: silent,
    reason: 'real players',
  };
}
