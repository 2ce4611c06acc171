import { systemClock } from '../../../../src/lib/clock.js';
import type { Scenario } from '../scenario.js';
import { bothFresh, breakRegion, close, type Outage, open, reroute } from './changes.js';
import type { SessionPlan } from './session-plan.js';

/** What an unplanned change may cost a player, ms of stall. */
const TARGET_MS = 800;
const HANGING_TARGET_MS = 2000;

/** How long a reroute lasts, and how long players are watched after it, ms. */
const REROUTED_MS = 10_000;

interface Kind {
  name: string;
  outage: Outage;
  targetMs?: number;
}

const FROZEN: Kind = { name: 'frozen stream', outage: { how: 'freeze' } };
const UNAVAILABLE: Kind = { name: 'origin that answers 503', outage: { how: 'status', code: 503 } };
const REFUSED: Kind = { name: 'origin that refuses connections', outage: { how: 'refuse' } };
const HANGING: Kind = { name: 'origin that hangs', outage: { how: 'hang' }, targetMs: HANGING_TARGET_MS };
const SLOW: Kind = { name: 'origin that takes 5 s an answer', outage: { how: 'slow', seconds: 5 } };
const LOST: Kind = { name: 'all of a region lost', outage: 'lost' };
const BLACK: Kind = { name: 'black picture', outage: { how: 'black' } };

/** Only the detectors notice. Every player plays from RegionOne, which breaks. */
function outage({ name, outage, targetMs = TARGET_MS }: Kind, lag = 0): SessionPlan {
  const scenario: Scenario = { name: name + lagText(lag), clean: false, targetMs };
  return {
    scenarios: [scenario],
    run: async (session, players) => {
      const { cluster } = session;
      const [one, two] = [session.region(0), session.region(1)];
      if (lag !== 0) breakRegion(cluster, two, { how: 'lag', segments: lag });
      await session.start(players);
      await Promise.all([session.baseline(), bothFresh(cluster)]);
      await session.scenario(scenario, two, async () => void breakRegion(cluster, one, outage));
    },
  };
}

/** Closed at once, at the worst moment: every player has just read the steering manifest. */
export function closedNow(lag = 0): SessionPlan {
  const scenario: Scenario = { name: `close --now${lagText(lag)}`, clean: false, targetMs: TARGET_MS };
  return {
    scenarios: [scenario],
    run: async (session, players) => {
      const { cluster } = session;
      if (lag !== 0) breakRegion(cluster, session.region(1), { how: 'lag', segments: lag });
      await session.start(players);
      await session.baseline();
      await session.steeringRead();
      await session.scenario(scenario, session.region(1), () => close(cluster, session.region(0), { now: true }));
    },
  };
}

/** An operator serves RegionOne from the other region's origin, and ends that: players stay where they are. */
function rerouted(lag = 0): SessionPlan {
  const scenario: Scenario = { name: `reroute by an operator, and back${lagText(lag)}`, clean: true };
  return {
    scenarios: [scenario],
    run: async (session, players) => {
      const { cluster } = session;
      const one = session.region(0);
      if (lag !== 0) breakRegion(cluster, session.region(1), { how: 'lag', segments: lag });
      await session.start(players);
      await Promise.all([session.baseline(), bothFresh(cluster)]);
      await session.ongoing(scenario, async () => {
        await reroute(cluster, one);
        await systemClock.sleep(REROUTED_MS);
        await open(cluster, one);
        await systemClock.sleep(REROUTED_MS);
        return undefined;
      });
    },
  };
}

/** @param lag of RegionTwo, in segments */
function lagText(lag: number): string {
  if (lag === 0) return '';
  return `, the other region ${Math.abs(lag)} ${Math.abs(lag) === 1 ? 'segment' : 'segments'} ${lag > 0 ? 'behind' : 'ahead'}`;
}

/** One outage at a time, while the regions are level. */
export const LEVEL: readonly SessionPlan[] = [
  ...[FROZEN, UNAVAILABLE, REFUSED, HANGING, SLOW, LOST, BLACK].map((kind) => outage(kind)),
  rerouted(),
];

/**
 * Regions that lag one another. All combinations would take an hour: a frozen stream is tried with every lag, because its
 * edges go on at once and so meet it first; the others with the lags that are hardest for them.
 */
export const LAGGING: readonly SessionPlan[] = [
  ...[1, 2, -1, -2].map((lag) => outage(FROZEN, lag)),
  ...[1, -1].map((lag) => outage(UNAVAILABLE, lag)),
  outage(REFUSED, 2),
  outage(HANGING, 1),
  outage(LOST, -1),
  rerouted(1),
  rerouted(-1),
  closedNow(1),
  closedNow(-2),
];
