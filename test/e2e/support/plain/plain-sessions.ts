import type { Browser } from 'playwright-core';
import { systemClock } from '../../../../src/lib/clock.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../../support/deployed-sandbox.js';
import type { PageServer } from '../page-server.js';
import { bothFresh, breakRegion, close, type Outage, reroute } from '../plans/changes.js';
import type { ScenarioRun } from '../scenario.js';
import { type PlainPlayer, type PlainReading, startNative, startProgram } from './plain-player.js';
import type { Program } from './programs.js';

/** How long players may take to begin, and how long they are watched after a change, ms. */
const BEGIN_MS = 20_000;
const WATCH_MS = 30_000;
/** In the end they must have played at least half of this time, ms. */
const LAST_MS = 6000;
const LOOK_MS = 500;

const outage = (what: Outage) => async (deployed: DeployedSandbox, region: string) =>
  void breakRegion(deployed, region, what);

type Change = (deployed: DeployedSandbox, region: string) => Promise<void>;

/** What happens to the region that they play from. */
const CHANGES: readonly [name: string, change: Change][] = [
  ['close', (deployed, region) => close(deployed, region)],
  ['close --now', (deployed, region) => close(deployed, region, { now: true })],
  ['reroute by an operator', (deployed, region) => reroute(deployed, region)],
  ['frozen stream', outage({ how: 'freeze' })],
  ['origin that answers 503', outage({ how: 'status', code: 503 })],
  ['origin that refuses connections', outage({ how: 'refuse' })],
  ['all of a region lost', outage('lost')],
];

/** Players that know no steering: what each goes through, without one being called a failure of the cluster. */
export async function runPlainSessions(
  browser: Browser,
  server: PageServer,
  programs: readonly Program[],
): Promise<ScenarioRun[]> {
  const runs: ScenarioRun[] = [];
  for (const [name, change] of CHANGES) {
    const deployed = await startDeployedSandbox();
    const players: PlainPlayer[] = [];
    try {
      players.push(await startNative(browser, server, deployed.masterUrl));
      for (const program of programs) players.push(await startProgram(program, deployed.masterUrl));
      await Promise.all([begun(players), bothFresh(deployed)]);
      await Promise.all(players.map((player) => player.begin()));
      const started = await Promise.all(players.map((player) => player.read()));
      await change(deployed, deployed.cluster.regions[0]?.region ?? '');
      await systemClock.sleep(WATCH_MS - LAST_MS);
      const late = await Promise.all(players.map((player) => player.read()));
      await systemClock.sleep(LAST_MS);
      for (const [index, player] of players.entries()) {
        const before = [started[index], late[index]] as [PlainReading, PlainReading];
        runs.push(runOf(name, player.name, before, await player.read()));
      }
    } finally {
      await Promise.all(players.map((player) => player.close()));
      await deployed.close();
    }
  }
  return runs;
}

/** Waits until they play, each as long as it may take. */
async function begun(players: readonly PlainPlayer[]): Promise<void> {
  const end = performance.now() + BEGIN_MS;
  const plays = async (player: PlainPlayer) => (await player.read()).positionS > 0;
  while (performance.now() < end) {
    if ((await Promise.all(players.map(plays))).every(Boolean)) return;
    await systemClock.sleep(LOOK_MS);
  }
}

function runOf(
  scenario: string,
  player: string,
  [started, late]: [PlainReading, PlainReading],
  last: PlainReading,
): ScenarioRun {
  const failures = [
    ...(started.positionS === 0 ? ['did not begin'] : []),
    ...(last.ended === undefined ? [] : [`ended: ${last.ended}`]),
    ...(last.ended === undefined && (last.positionS - late.positionS) * 1000 < LAST_MS / 2 ? ['stands still'] : []),
  ];
  return {
    scenario,
    player,
    longestStallMs: last.longestStallMs,
    skippedMs: 0,
    clientErrors: last.clientErrors - started.clientErrors,
    latencyMs: Number.NaN,
    misses: [],
    failures,
  };
}
