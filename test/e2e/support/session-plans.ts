import { systemClock } from '../../../src/lib/clock.js';
import { closeDistribution } from '../../../src/lib/failover/close-distribution.js';
import { openDistribution } from '../../../src/lib/failover/open-distribution.js';
import { resolveTarget } from '../../../src/lib/failover/resolve-target.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { silent } from '../../../src/lib/progress.js';
import { freshness } from '../../../src/lib/serving/what-to-serve.js';
import type { OriginFaults } from '../../../src/sandbox/origins/stream-faults.js';
import type { PlayerName } from './players.js';
import type { Scenario } from './scenario.js';
import type { Session } from './session.js';

/** Scenarios that the same players go through, one after the other. */
export interface SessionPlan {
  scenarios: readonly Scenario[];
  /** Whether the streams are low-latency streams. */
  lowLatency?: boolean;
  /** Default: all. */
  players?: readonly PlayerName[];
  run(session: Session, players: readonly PlayerName[]): Promise<void>;
}

const DRAINED: Scenario = { name: 'close', clean: true };
const REOPENED: Scenario = { name: 'open again', clean: true };
const SECOND: Scenario = { name: 'second close, 40 s after the first', clean: true };
const NOW: Scenario = { name: 'close --now', clean: false };
const JOINED: Scenario = { name: 'start-up while a region is closed', clean: true };
const JOINED_OPENED: Scenario = { name: 'that region opened', clean: true };
const FROZEN: Scenario = { name: 'frozen stream, automatic steering', clean: false };
const BLACKHOLED: Scenario = { name: 'blackholed stream, automatic steering', clean: false };

/** Its requests have CMCD headers and Authorization. */
const PREFLIGHTED: Scenario = { name: 'close --now, player that sends headers', clean: false };

const LOW_LATENCY: Scenario = {
  name: 'close of a low-latency stream',
  clean: true,
  // Of an ordinary stream they were measured at 7.4 s and more: three target durations, and what is not complete yet.
  maxLatencyMs: 7000,
};

/**
 * How long an edge may serve the master playlist of before a close, ms: its max-age, which is 2 s, and some more. Who
 * joins in that time may begin in the closed region.
 */
const MASTER_KEPT_MS = 2500;

/** From the start of the first close to that of the second, ms. */
const SECOND_CLOSE_MS = 40_000;
/**
 * How long the detectors may take to say that the streams are fresh, ms. What one says before the state table is there
 * is lost, and said again a minute later.
 */
const FRESH_MS = 80_000;

const planned: SessionPlan = {
  scenarios: [DRAINED, REOPENED, SECOND],
  run: async (session, players) => {
    await session.start(players);
    await session.baseline();
    const [one, two] = [session.region(0), session.region(1)];
    const firstClose = performance.now();
    await session.scenario(DRAINED, two, () => close(session, one));
    await session.scenario(REOPENED, one, () => open(session, one));
    await systemClock.sleep(firstClose + SECOND_CLOSE_MS - performance.now());
    await session.scenario(SECOND, two, () => close(session, one));
  },
};

const unplanned: SessionPlan = {
  scenarios: [NOW],
  run: async (session, players) => {
    await session.start(players);
    await session.baseline();
    // The hardest moment: by chance the steering manifest moves players before they get a 404.
    await session.steeringRead();
    await session.scenario(NOW, session.region(1), () => close(session, session.region(0), true));
  },
};

const preflighted: SessionPlan = {
  scenarios: [PREFLIGHTED],
  players: ['hls.js'],
  run: async (session, players) => {
    await session.start(players, true);
    await session.steeringRead();
    await session.scenario(PREFLIGHTED, session.region(1), () => close(session, session.region(0), true));
  },
};

const joining: SessionPlan = {
  scenarios: [JOINED, JOINED_OPENED],
  run: async (session, players) => {
    const [one, two] = [session.region(0), session.region(1)];
    await close(session, one, true);
    await systemClock.sleep(MASTER_KEPT_MS);
    await session.scenario(JOINED, two, () => session.start(players));
    await session.baseline();
    await session.scenario(JOINED_OPENED, one, () => open(session, one));
  },
};

/** A region that breaks while everyone's attention is elsewhere: only the detector notices. */
function outage(scenario: Scenario, fail: (faults: OriginFaults) => void): SessionPlan {
  return {
    scenarios: [scenario],
    run: async (session, players) => {
      await session.start(players);
      await Promise.all([session.baseline(), bothFresh(session)]);
      const faults = session.cluster.sandbox.streams[0]?.origin.faults as OriginFaults;
      await session.scenario(scenario, session.region(1), async () => fail(faults));
    },
  };
}

const lowLatency: SessionPlan = {
  scenarios: [LOW_LATENCY],
  lowLatency: true,
  // VHS stalls at the ends of segments anyway, and longer after some moves: see docs/players.md.
  players: ['hls.js', 'shaka-player'],
  run: async (session, players) => {
    await session.start(players);
    await session.baseline();
    await session.scenario(LOW_LATENCY, session.region(1), () => close(session, session.region(0)));
  },
};

export const SESSION_PLANS: readonly SessionPlan[] = [
  planned,
  outage(FROZEN, (faults) => faults.add({ how: 'freeze' })),
  outage(BLACKHOLED, (faults) => faults.add({ how: 'hang' })),
  joining,
  unplanned,
  preflighted,
  lowLatency,
];

/** Waits until the detectors have seen both streams move. */
async function bothFresh({ cluster: { table, cluster } }: Session): Promise<void> {
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

async function close(session: Session, region: string, now = false): Promise<void> {
  const { outcome, lastSeen } = await closeDistribution({ ...failover(session, region), now });
  if (outcome !== 'closed') throw new Error(`${region} is ${outcome}: ${lastSeen}`);
}

async function open(session: Session, region: string): Promise<void> {
  await openDistribution(failover(session, region));
}

function failover({ cluster: { cluster, table } }: Session, region: string) {
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
