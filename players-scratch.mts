import { launchChrome, findChrome } from './test/e2e/support/chrome.ts';
import { startPageServer } from './test/e2e/support/page-server.ts';
import { LEVEL, LAGGING, closedNow } from './test/e2e/support/plans/outages.ts';
import { Session } from './test/e2e/support/session.ts';
import { PLAYER_NAMES } from './test/e2e/support/players.ts';
const pattern = new RegExp(process.argv[2] ?? '.');
const times = Number(process.argv[3] ?? 1);
const server = await startPageServer();
const browser = await launchChrome((await findChrome()) as string);
for (const plan of [...LEVEL, closedNow(), ...LAGGING].filter((p) => p.scenarios.some(({ name }) => pattern.test(name)))) {
  for (let i = 0; i < times; i++) {
    const session = await Session.open(browser, server, {});
    try { await plan.run(session, PLAYER_NAMES); } catch (e) { console.log('ERR', plan.scenarios[0]?.name, String(e).slice(0, 300)); }
    for (const r of session.runs) console.log(r.scenario, '|', r.player, '| stall', (r.longestStallMs/1000).toFixed(2), 'base', ((r.baselineStallMs ?? 0)/1000).toFixed(2), 'skip', (r.skippedMs/1000).toFixed(1), '4xx', r.clientErrors, 'moved', ((r.movedMs ?? NaN)/1000).toFixed(1), r.failures.length ? 'FAIL ' + r.failures.join('; ').slice(0, 200) : 'ok', r.misses.join(','));
    await session.close();
  }
}
await browser.close(); await server.close(); process.exit(0);
