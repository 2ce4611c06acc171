import { systemClock } from '../../../../src/lib/clock.js';
import type { Scenario } from '../scenario.js';
import { bothFresh, breakRegion, close, open } from './changes.js';
import { closedNow, LAGGING, LEVEL } from './outages.js';
import { SEQUENCE } from './sequence.js';
import type { SessionPlan } from './session-plan.js';

const DRAINED: Scenario = { name: 'close', clean: true };
const REOPENED: Scenario = { name: 'open again', clean: true };
const SECOND: Scenario = { name: 'second close, 40 s after the first', clean: true };
const THEN_FROZEN: Scenario = { name: 'then a frozen stream', clean: false, targetMs: 800 };
const JOINED: Scenario = { name: 'start-up while a region is closed', clean: true };
const JOINED_OPENED: Scenario = { name: 'that region opened', clean: true };

/** Its requests have CMCD headers and Authorization; it meets the 404 at once. */
const PREFLIGHTED: Scenario = { name: 'close --now --hard, player that sends headers', clean: false };

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

const planned: SessionPlan = {
  scenarios: [DRAINED, REOPENED, SECOND],
  run: async (session, players) => {
    await session.start(players);
    await session.baseline();
    const [one, two] = [session.region(0), session.region(1)];
    const firstClose = performance.now();
    await session.scenario(DRAINED, two, () => close(session.cluster, one));
    await session.scenario(REOPENED, one, () => open(session.cluster, one));
    await systemClock.sleep(firstClose + SECOND_CLOSE_MS - performance.now());
    await session.scenario(SECOND, two, () => close(session.cluster, one));
  },
};

const joining: SessionPlan = {
  scenarios: [JOINED, JOINED_OPENED],
  run: async (session, players) => {
    const [one, two] = [session.region(0), session.region(1)];
    await close(session.cluster, one, { now: true, hard: true });
    await systemClock.sleep(MASTER_KEPT_MS);
    await session.scenario(JOINED, two, () => session.start(players));
    await session.baseline();
    await session.scenario(JOINED_OPENED, one, () => open(session.cluster, one));
  },
};

const preflighted: SessionPlan = {
  scenarios: [PREFLIGHTED],
  players: ['hls.js'],
  run: async (session, players) => {
    await session.start(players, true);
    await session.steeringRead();
    const at = { now: true, hard: true };
    await session.scenario(PREFLIGHTED, session.region(1), () => close(session.cluster, session.region(0), at));
  },
};

const lowLatency: SessionPlan = {
  scenarios: [LOW_LATENCY],
  lowLatency: true,
  players: ['hls.js', 'shaka-player'],
  run: async (session, players) => {
    await session.start(players);
    await session.baseline();
    await session.scenario(LOW_LATENCY, session.region(1), () => close(session.cluster, session.region(0)));
  },
};

/** A close, an opening and an outage, one after the other: meanwhile the detectors have found both streams fresh. */
const shortest: SessionPlan = {
  scenarios: [DRAINED, REOPENED, THEN_FROZEN],
  run: async (session, players) => {
    const { cluster } = session;
    await session.start(players);
    await session.baseline();
    const [one, two] = [session.region(0), session.region(1)];
    await session.scenario(DRAINED, two, () => close(cluster, one));
    await session.scenario(REOPENED, one, () => open(cluster, one));
    await bothFresh(cluster);
    await session.scenario(THEN_FROZEN, two, async () => void breakRegion(cluster, one, { how: 'freeze' }));
  },
};

/** What `npm test` runs. */
export const CORE_PLANS: readonly SessionPlan[] = [shortest, closedNow()];

/** What `npm run players` runs, the longest first. */
export const ALL_PLANS: readonly SessionPlan[] = [
  SEQUENCE,
  planned,
  joining,
  closedNow(),
  ...LEVEL,
  ...LAGGING,
  preflighted,
  lowLatency,
];
