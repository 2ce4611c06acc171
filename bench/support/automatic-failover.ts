import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/lib/clock.js';
import { createHttpClient } from '../../src/lib/http/undici-client.js';
import { type DynamoJson, HEALTH_ITEM, healthKey, keyOf, readItem } from '../../src/lib/state/state-items.js';
import { startViewer } from '../../src/lib/synthetic-viewer/start-viewer.js';
import type { OriginFaults } from '../../src/sandbox/origins/stream-faults.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../test/support/deployed-sandbox.js';

/** One fault of an origin, from its beginning, in ms. */
export interface Failover {
  /** Until the health item says stale. */
  itemMs: number;
  /** Until the last viewer plays from the other region. */
  lastViewerMs: number;
}

const VIEWERS = 3;
const STEP_MS = 50;
const PATIENCE_MS = 90_000;

/** A sandbox with a deployed cluster, in which an origin fails repeatedly. */
export async function startFailovers(name: string, durationMultiplier: number) {
  const deployed = await startDeployedSandbox(name, {}, (cluster) => ({
    ...cluster,
    failover: { automatic: 'steer', holdDown: 0 },
    detector: { ...cluster.detector, durationMultiplier },
  }));
  const http = createHttpClient();
  const faults = deployed.sandbox.streams[0]?.origin.faults as OriginFaults;
  const [home, other] = deployed.cluster.regions.map(({ region }) => region);

  /**
   * Players join, the origin fails `waitMs` later, and they leave. Then the origin is repaired and preferred again.
   * Different waits spread the faults over the TTL of the steering manifest.
   */
  async function fail(fault: (faults: OriginFaults) => void, waitMs: number): Promise<Failover> {
    await until(
      async () => (await fresh(deployed, 0)) && (await fresh(deployed, 1)) && (await first(deployed)) === home,
    );
    const viewers = Array.from({ length: VIEWERS }, () =>
      startViewer({ masterUrl: deployed.masterUrl, http, clock: systemClock }),
    );
    try {
      await until(async () =>
        viewers.every((viewer) => viewer.snapshot().pathway === home && viewer.snapshot().segments > 4),
      );
      await sleep(waitMs);
      const began = performance.now();
      fault(faults);
      const item = until(async () => !(await fresh(deployed, 0))).then(() => performance.now() - began);
      const gone = until(async () => viewers.every((viewer) => viewer.snapshot().pathway === other));
      const lastViewer = gone.then(() => performance.now() - began);
      return { itemMs: await item, lastViewerMs: await lastViewer };
    } finally {
      faults.clear();
      await Promise.all(viewers.map((viewer) => viewer.stop()));
    }
  }

  async function first({ masterUrl }: DeployedSandbox): Promise<string | undefined> {
    const answer = await http.fetch(new URL('/steering.json', masterUrl).href);
    return (JSON.parse(answer.text()) as { 'PATHWAY-PRIORITY': string[] })['PATHWAY-PRIORITY'][0];
  }

  return {
    fail,
    close: async () => {
      await http.close();
      await deployed.close();
    },
  };
}

/** The item in its own region's replica. It is read in process, so reading costs almost nothing. */
async function fresh({ sandbox, cluster }: DeployedSandbox, index: number): Promise<boolean> {
  const member = cluster.regions[index];
  if (!member) return false;
  const key = keyOf(healthKey(member.distributionDomain, member.region));
  const input = { TableName: cluster.name, Key: key, ConsistentRead: true };
  const answer = (await sandbox.services.dynamodb.call(member.region, 'GetItem', input)) as { Item?: DynamoJson };
  return answer.Item !== undefined && readItem(HEALTH_ITEM, answer.Item).fresh === true;
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await reached())) {
    if (performance.now() > end) throw new Error(`Not reached within ${PATIENCE_MS} ms: ${reached}`);
    await sleep(STEP_MS);
  }
}
