import type { Browser } from 'playwright-core';
import { findChrome, launchChrome } from '../../test/e2e/support/chrome.js';
import { type PageServer, startPageServer } from '../../test/e2e/support/page-server.js';
import { PlayerPage } from '../../test/e2e/support/player-page.js';

/** How long a player may go without a segment until it counts as playing from nowhere, in ms. */
const RECENT_MS = 10_000;

/** hls.js in Chromium. */
export interface BrowserPlayers {
  /** Players by the host that their last segments came from. */
  hosts(): Record<string, number>;
  /** What went wrong since the last call, a line each. A player that ended is started again. */
  look(): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * Starts hls.js players, each in a page of its own.
 *
 * @throws when there is no Chromium
 */
export async function startBrowserPlayers(masterUrl: string, count: number): Promise<BrowserPlayers> {
  const chrome = await findChrome();
  if (!chrome) throw new Error('There is no Chromium: set CHROME_PATH, or give --browsers 0.');
  const browser = await launchChrome(chrome);
  const server = await startPageServer();
  const pages = await Promise.all(Array.from({ length: count }, () => open(browser, server, masterUrl)));

  return {
    hosts() {
      const since = performance.now() - RECENT_MS;
      const hosts: Record<string, number> = {};
      for (const { requests } of pages) {
        const segment = requests.findLast(
          ({ kind, status, atMs }) => kind === 'video' && status === 200 && atMs > since,
        );
        if (segment) hosts[segment.host] = (hosts[segment.host] ?? 0) + 1;
      }
      return hosts;
    },
    async look() {
      const found: string[] = [];
      for (const [index, page] of pages.entries()) {
        const { fatal, longestStallMs } = await page.read();
        // Only the newest requests matter here.
        page.requests.splice(0, Math.max(0, page.requests.length - 200));
        await page.begin();
        if (longestStallMs > RECENT_MS) found.push(`hls.js stalled for ${Math.round(longestStallMs)} ms`);
        if (fatal.length === 0) continue;
        found.push(`hls.js ended: ${fatal[0]}`);
        await page.close();
        pages[index] = await open(browser, server, masterUrl);
      }
      return found;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function open(browser: Browser, server: PageServer, masterUrl: string): Promise<PlayerPage> {
  const page = await PlayerPage.open(browser, server, 'hls.js');
  await page.play(masterUrl);
  return page;
}
