import { systemClock } from '../../../../src/lib/clock.js';
import type { DeployedSandbox } from '../../../support/deployed-sandbox.js';
import { mulberry32 } from '../../../support/random.js';
import type { Scenario } from '../scenario.js';
import { bothFresh, breakRegion, close, type Outage, open, reroute } from './changes.js';
import type { SessionPlan } from './session-plan.js';

/** Changes of a sequence, and how long it takes. */
const CHANGES = 20;
const SEQUENCE_MS = 600_000;
/** Another sequence each time; a failure names it, and `CVS_PLAYERS_SEED` repeats it. */
const SEED = Number(process.env.CVS_PLAYERS_SEED ?? Math.floor(Math.random() * 1_000_000));

const SCENARIO: Scenario = { name: `${CHANGES} random changes in ten minutes`, clean: false };

/** What can be done to a region. @returns takes it back */
type Change = (deployed: DeployedSandbox, region: string) => Promise<() => Promise<void>>;

const closing =
  (now: boolean): Change =>
  async (deployed, region) => {
    await close(deployed, region, { now });
    return () => open(deployed, region);
  };

const breaking =
  (outage: Outage): Change =>
  async (deployed, region) => {
    const end = breakRegion(deployed, region, outage);
    return async () => {
      end();
      // No region is touched while the other one is not well.
      await bothFresh(deployed);
    };
  };

const rerouting: Change = async (deployed, region) => {
  await reroute(deployed, region);
  return () => open(deployed, region);
};

const KINDS: Readonly<Record<string, Change>> = {
  close: closing(false),
  'close --now': closing(true),
  reroute: rerouting,
  freeze: breaking({ how: 'freeze' }),
  503: breaking({ how: 'status', code: 503 }),
  refuse: breaking({ how: 'refuse' }),
  hang: breaking({ how: 'hang' }),
};

/** Closes and faults of either region by turns, each taken back before the next; players must never end. */
export const SEQUENCE: SessionPlan = {
  scenarios: [SCENARIO],
  run: async (session, players) => {
    const { cluster } = session;
    const random = mulberry32(SEED);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
    await session.start(players);
    await Promise.all([session.baseline(), bothFresh(cluster)]);
    const done: string[] = [];
    await session.ongoing(SCENARIO, async () => {
      const startMs = performance.now();
      for (let change = 0; change < CHANGES / 2; change += 1) {
        const [region, name] = [session.region(pick([0, 1])), pick(Object.keys(KINDS))];
        done.push(`${name} ${region}`);
        const takeBack = await (KINDS[name] as Change)(cluster, region);
        await until(startMs + ((2 * change + 1) * SEQUENCE_MS) / CHANGES);
        await takeBack();
        await until(startMs + ((2 * change + 2) * SEQUENCE_MS) / CHANGES);
      }
      return `seed ${SEED}: ${done.join(', ')}`;
    });
  },
};

function until(atMs: number): Promise<void> {
  return systemClock.sleep(Math.max(0, atMs - performance.now()));
}
