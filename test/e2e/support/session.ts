import type { Browser } from 'playwright-core';
import { systemClock } from '../../../src/lib/clock.js';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import { suggestedSettings } from '../../../src/lib/edge-settings/suggested-settings.js';
import { SEGMENT_MS } from '../../../src/sandbox/origins/timeline.js';
import type { SandboxOptions } from '../../../src/sandbox/start-sandbox.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';
import type { PageServer } from './page-server.js';
import { PlayerPage, type Watched } from './player-page.js';
import type { PlayerName } from './players.js';
import { failuresOf, missesOf, type Scenario, type ScenarioRun } from './scenario.js';

/** How long players play undisturbed, to know the machine's own stalls, ms. */
const BASELINE_MS = 8000;
/** How long players may take to play, or to play from where they must go, ms. */
const ARRIVE_MS = 30_000;
/** How long they are watched from then on, ms. */
const HOLD_MS = 4000;
const LOOK_MS = 500;

/** What `cvs deploy --tune-distributions` writes down: rerouting needs edges that let go of errors. */
function withTunedEdges(cluster: Cluster): Cluster {
  return { ...cluster, distributionSettings: suggestedSettings(SEGMENT_MS / 1000) };
}

/** Players that watch one cluster together, through one scenario after the other. */
export class Session {
  readonly cluster: DeployedSandbox;
  readonly runs: ScenarioRun[] = [];
  readonly #browser: Browser;
  readonly #server: PageServer;
  #pages: PlayerPage[] = [];
  #baseline = new Map<string, number>();
  #sendsHeaders = false;

  private constructor(cluster: DeployedSandbox, browser: Browser, server: PageServer) {
    this.cluster = cluster;
    this.#browser = browser;
    this.#server = server;
  }

  static async open(browser: Browser, server: PageServer, options: Partial<SandboxOptions>): Promise<Session> {
    const cluster = await startDeployedSandbox('rehearsal', options, withTunedEdges);
    return new Session(cluster, browser, server);
  }

  /** Region of the cluster by its place, 0 being RegionOne. */
  region(index: number): string {
    return (this.cluster.cluster.regions[index] as { region: string }).region;
  }

  /**
   * Opens a page a player and waits until they play.
   *
   * @param sendsHeaders whether each request has headers of the player's own
   */
  async start(players: readonly PlayerName[], sendsHeaders = false): Promise<void> {
    this.#sendsHeaders = sendsHeaders;
    this.#pages = await Promise.all(players.map((player) => PlayerPage.open(this.#browser, this.#server, player)));
    await Promise.all(this.#pages.map((page) => page.play(this.cluster.masterUrl, sendsHeaders)));
    await this.#until(async (page) => (await page.read()).started);
  }

  /** Measures how the players do while nothing happens. */
  async baseline(): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.begin()));
    await systemClock.sleep(BASELINE_MS);
    for (const page of this.#pages) this.#baseline.set(page.player, (await page.read()).longestStallMs);
  }

  /**
   * Waits until every player has just read the steering manifest, so that none reads it again for the next seconds:
   * what happens then reaches it first by what its requests are answered.
   */
  async steeringRead(): Promise<void> {
    const since = performance.now();
    await this.#until(async ({ requests }) => requests.some(({ kind, atMs }) => kind === 'steering' && atMs > since));
  }

  /** Makes a change while the players watch; they must all play from a region in the end. */
  async scenario(scenario: Scenario, region: string, change: () => Promise<unknown>): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.begin()));
    const startMs = performance.now();
    await change();
    const arrived = await this.#until(async (page) => this.#playsFrom(page, await page.read()) === region);
    const before = await Promise.all(this.#pages.map((page) => page.read()));
    await systemClock.sleep(HOLD_MS);
    for (const [index, page] of this.#pages.entries()) {
      const watched = await page.read();
      const run = { ...this.#counted(scenario, page, watched, startMs), movedMs: this.#movedMs(page, region, startMs) };
      const from = this.#playsFrom(page, watched);
      const failures = failuresOf(scenario, run, {
        region,
        arrived: arrived.has(page) && from === region,
        fatal: watched.fatal,
        playing: playedMs(before[index], watched) > HOLD_MS / 2,
        last: from ?? `not all from one region; errors: ${watched.errors.slice(-3).join('; ') || 'none'}`,
      });
      if (this.#sendsHeaders) failures.push(...notPreflighted(page.requests));
      this.runs.push({ ...run, misses: missesOf(scenario, run), failures });
    }
  }

  /**
   * Makes changes for a while; in the end the players must play, from wherever they are sent, and must not have ended.
   *
   * @param changes returns what a failure should say of them
   */
  async ongoing(scenario: Scenario, changes: () => Promise<string | undefined>): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.begin()));
    const startMs = performance.now();
    const done = await changes();
    const before = await Promise.all(this.#pages.map((page) => page.read()));
    await systemClock.sleep(HOLD_MS);
    for (const [index, page] of this.#pages.entries()) {
      const watched = await page.read();
      const run = this.#counted(scenario, page, watched, startMs);
      const failures = failuresOf(scenario, run, {
        // They may play from anywhere.
        arrived: true,
        region: '',
        fatal: watched.fatal,
        playing: playedMs(before[index], watched) > HOLD_MS / 2,
        last: '',
      });
      if (failures.length > 0 && done) failures.push(done);
      this.runs.push({ ...run, misses: missesOf(scenario, run), failures });
    }
  }

  /** What was counted of a page since the start of a scenario. */
  #counted(scenario: Scenario, page: PlayerPage, watched: Watched, startMs: number) {
    const requests = page.requests.filter(({ atMs }) => atMs >= startMs);
    return {
      scenario: scenario.name,
      player: page.player,
      baselineStallMs: this.#baseline.get(page.player),
      longestStallMs: watched.longestStallMs,
      skippedMs: watched.skippedMs,
      latencyMs: watched.latencyMs,
      clientErrors: requests.filter(({ status }) => status >= 400 && status < 500).length,
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.close()));
    await this.cluster.close();
  }

  /** The pages for which something came true in time. */
  async #until(holds: (page: PlayerPage) => Promise<boolean>): Promise<Set<PlayerPage>> {
    const end = performance.now() + ARRIVE_MS;
    const done = new Set<PlayerPage>();
    await Promise.all(
      this.#pages.map(async (page) => {
        while (performance.now() < end) {
          if (await holds(page)) return void done.add(page);
          await systemClock.sleep(LOOK_MS);
        }
      }),
    );
    return done;
  }

  /** The region that the newest video and audio segments come from, and the picture that is shown. */
  #playsFrom(page: PlayerPage, { meanColour }: Watched): string | undefined {
    const newest = (kind: 'video' | 'audio') =>
      page.requests.findLast((request) => request.kind === kind && request.status === 200)?.host;
    const host = newest('video');
    if (host === undefined || newest('audio') !== host) return undefined;
    const region = this.cluster.cluster.regions.find((one) => one.distributionDomain === host)?.region;
    return region === this.#pictured(meanColour) ? region : undefined;
  }

  /** RegionOne's picture is blue, RegionTwo's red. */
  #pictured([red, , blue]: Watched['meanColour']): string {
    return this.region(blue > red ? 0 : 1);
  }

  #movedMs(page: PlayerPage, region: string, startMs: number): number | undefined {
    const host = this.cluster.cluster.regions.find((one) => one.region === region)?.distributionDomain;
    const first = (kind: 'video' | 'audio') =>
      page.requests.find(
        (request) =>
          request.atMs >= startMs && request.kind === kind && request.host === host && request.status === 200,
      )?.atMs;
    const [video, audio] = [first('video'), first('audio')];
    return video === undefined || audio === undefined ? undefined : Math.max(video, audio) - startMs;
  }
}

/** What a player that sends headers of its own did not read through a preflight. */
function notPreflighted(requests: PlayerPage['requests']): string[] {
  const seen = requests.filter(({ preflighted }) => preflighted);
  const read = (kind: string) => seen.some((one) => one.kind === kind && one.status === 200);
  const missing = ['playlist', 'steering', 'video', 'audio'].filter((kind) => !read(kind));
  const closed = seen.some(({ status }) => status === 404) ? [] : ['closed answer'];
  return [...missing, ...closed].map((what) => `no ${what} behind a preflight`);
}

function playedMs(before: Watched | undefined, now: Watched): number {
  return (now.currentTime - (before?.currentTime ?? 0)) * 1000;
}
