import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { findChrome, HOW_TO_GET_CHROME, launchChrome } from './support/chrome.js';
import { type PageServer, startPageServer } from './support/page-server.js';
import { runPlainSessions } from './support/plain/plain-sessions.js';
import { HOW_TO_GET_PROGRAMS, installed } from './support/plain/programs.js';
import { ALL_PLANS, CORE_PLANS } from './support/plans/session-plans.js';
import { PLAYER_NAMES } from './support/players.js';
import { writeResults } from './support/results-section.js';
import { runSessions } from './support/run-sessions.js';
import type { ScenarioRun } from './support/scenario.js';

/** All sessions and their repetitions, ms. */
const SUITE_MS = 45 * 60_000;

const chrome = await findChrome();
if (!chrome) process.stderr.write(`Real players are not tested: ${HOW_TO_GET_CHROME}.\n`);

/** Where the results go: then all is measured, else what is quick. */
const document = process.env.CVS_PLAYERS_DOCUMENT;
const plans = document ? ALL_PLANS : CORE_PLANS;
const tried = plans.flatMap(({ scenarios, players = PLAYER_NAMES }) =>
  scenarios.map(({ name }) => ({ name, players })),
);
const scenarios = tried.map(({ name }) => name);

(chrome ? describe : describe.skip)('real players in headless Chrome', () => {
  let browser: Browser;
  let server: PageServer;
  let runs: readonly ScenarioRun[] = [];

  beforeAll(async () => {
    server = await startPageServer();
    browser = await launchChrome(chrome as string);
    runs = await runSessions(browser, server, plans);
    for (const run of runs.filter(({ failures }) => failures.length > 0)) {
      process.stderr.write(`${run.scenario}, ${run.player}: ${run.failures.join('; ')}\n`);
    }
    if (document) {
      const { found, missing } = await installed();
      if (missing.length > 0) process.stderr.write(`Not measured: ${missing.join(', ')}. ${HOW_TO_GET_PROGRAMS}\n`);
      const results = { runs, scenarios, missing, chrome: browser.version() };
      // What took ten minutes is kept, whatever becomes of the others.
      await writeResults(document, { ...results, plainRuns: [] });
      await writeResults(document, { ...results, plainRuns: await runPlainSessions(browser, server, found) });
    }
  }, SUITE_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  describe.each(tried)('$name', ({ name, players }) => {
    test.each(players)('%s', (player) => {
      const mine = runs.filter((run) => run.scenario === name && run.player === player);
      const passed = mine.some(({ failures }) => failures.length === 0);
      // Both runs, so that a failure says what each came to.
      expect(passed ? 'passed' : mine).toBe('passed');
    });
  });
});
