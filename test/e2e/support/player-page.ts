import type { Browser, Page } from 'playwright-core';
import type { PageServer } from './page-server.js';
import type { PlayerName } from './players.js';

/** What a page says of its player; `page/watch.js` collects it. */
export interface Watched {
  started: boolean;
  longestStallMs: number;
  skippedMs: number;
  /** What the player said since `begin`. */
  errors: readonly string[];
  /** What it called fatal, ever. */
  fatal: readonly string[];
  /** s */
  currentTime: number;
  /** s */
  bufferedAheadS: number;
  /** How far behind the wall clock what is shown was made, ms; NaN where the player does not know. */
  latencyMs: number;
  /** Red, green, blue of the picture, 0 to 255. */
  meanColour: readonly [number, number, number];
}

/** One answered request of a page. */
export interface PageRequest {
  /** When the answer came, `performance.now()`. */
  atMs: number;
  /** With the port. */
  host: string;
  status: number;
  kind: 'video' | 'audio' | 'playlist' | 'steering' | 'other';
  /** Whether it had a header of the player's own, so that the browser asked first by a preflight. */
  preflighted: boolean;
}

/** A player in a page of its own; its connections and its cache are its own as well. */
export class PlayerPage {
  readonly player: PlayerName | 'Chrome';
  readonly requests: PageRequest[] = [];
  readonly #page: Page;

  private constructor(player: PlayerName | 'Chrome', page: Page) {
    this.player = player;
    this.#page = page;
    page.on('response', (response) => {
      const url = new URL(response.url());
      this.requests.push({
        atMs: performance.now(),
        host: url.host,
        status: response.status(),
        kind: kindOf(url.pathname),
        preflighted: response.request().headers().authorization !== undefined,
      });
    });
  }

  static async open(browser: Browser, server: PageServer, player: PlayerName | 'Chrome'): Promise<PlayerPage> {
    const context = await browser.newContext();
    const opened = new PlayerPage(player, await context.newPage());
    await opened.#page.goto(server.urlOf(player));
    return opened;
  }

  /** Starts to play; what goes wrong shows in `read`. */
  async play(masterUrl: string, sendsHeaders = false): Promise<void> {
    const url = JSON.stringify(masterUrl);
    await this.#page.evaluate(`void play(${url}, ${sendsHeaders}).catch((error) => watch.error(String(error), false))`);
  }

  /** Counts from now on. */
  async begin(): Promise<void> {
    await this.#page.evaluate('watch.begin()');
  }

  read(): Promise<Watched> {
    return this.#page.evaluate('watch.read()');
  }

  close(): Promise<void> {
    return this.#page.context().close();
  }
}

/** By the names that the sandbox's origins give: index_4 is the audio. A part is `index_1_29.3.mp4`. */
function kindOf(path: string): PageRequest['kind'] {
  if (path.endsWith('/steering.json')) return 'steering';
  if (path.endsWith('.m3u8')) return 'playlist';
  const segment = /\/index_(\d)_\d+(?:\.\d)?\.mp4$/.exec(path);
  if (!segment) return 'other';
  return segment[1] === '4' ? 'audio' : 'video';
}
