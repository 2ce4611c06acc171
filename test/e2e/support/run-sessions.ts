import type { Browser } from 'playwright-core';
import { messageOf } from '../../../src/lib/errors.js';
import type { PageServer } from './page-server.js';
import type { SessionPlan } from './plans/session-plan.js';
import { PLAYER_NAMES, type PlayerName } from './players.js';
import type { ScenarioRun } from './scenario.js';
import { Session } from './session.js';

/** A session keeps less than one core busy. */
const AT_ONCE = 2;

/**
 * Runs sessions, those players once more for which a scenario failed: machines are noisy.
 *
 * @returns every run, in the order in which they ended
 */
export async function runSessions(
  browser: Browser,
  server: PageServer,
  plans: readonly SessionPlan[],
): Promise<ScenarioRun[]> {
  const runs: ScenarioRun[] = [];
  const waiting = [...plans];
  const work = async () => {
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) {
      const players = plan.players ?? PLAYER_NAMES;
      const first = await runSession(plan, players);
      runs.push(...first);
      const failed = players.filter((name) => first.some((run) => run.player === name && run.failures.length > 0));
      if (failed.length > 0) runs.push(...(await runSession(plan, failed)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return runs;

  async function runSession(plan: SessionPlan, players: readonly PlayerName[]): Promise<readonly ScenarioRun[]> {
    const session = await Session.open(browser, server, { lowLatency: plan.lowLatency });
    try {
      await plan.run(session, players);
      return session.runs;
    } catch (error) {
      const done = new Set(session.runs.map((run) => run.scenario));
      const missing = plan.scenarios.filter(({ name }) => !done.has(name));
      const failures = [`not run to its end: ${messageOf(error)}`];
      return [
        ...session.runs,
        ...missing.flatMap(({ name }) =>
          players.map((player) => ({
            scenario: name,
            player,
            longestStallMs: 0,
            skippedMs: 0,
            latencyMs: Number.NaN,
            clientErrors: 0,
            misses: [],
            failures,
          })),
        ),
      ];
    } finally {
      await session.close();
    }
  }
}
