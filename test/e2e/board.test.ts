import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type Board, startBoard } from '../../src/lib/board/board.js';
import { readPageFiles } from '../../src/lib/board/page-files.js';
import { systemClock } from '../../src/lib/clock.js';
import { createHttpClient } from '../../src/lib/http/undici-client.js';
import { readHistory } from '../../src/lib/state/read-history.js';
import { faultClient } from '../../src/sandbox/faults/fault-client.js';
import { packageRoot } from '../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';
import { findChrome, launchChrome } from './support/chrome.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** `CVS_BOARD_PICTURES=docs/images` renews the pictures of the documents. */
const pictures = process.env.CVS_BOARD_PICTURES;
const REASON = pictures ? 'picture breaks up' : '<img src=x onerror="document.title=1">';
const chrome = await findChrome();

(chrome ? describe : describe.skip)('the board, in Chromium', () => {
  let deployed: DeployedSandbox;
  let board: Board;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    [deployed, browser] = await Promise.all([startDeployedSandbox('board'), launchChrome(chrome as string)]);
    board = await startBoard({
      ...{ cluster: deployed.cluster, clients: deployed.clients, clock: systemClock, identity: 'ann@control-room' },
      http: createHttpClient(),
      signal: new AbortController().signal,
      port: 0,
      allowChanges: true,
      version: '0.1.0',
      files: await readPageFiles(packageRoot),
      words: (result) => [`The outcome is ${result.outcome}.`],
      faults: {
        add: ({ region }) => faultClient(deployed.sandbox, fetch).add({ kind: 'stream', region, how: 'freeze' }),
        clear: () => faultClient(deployed.sandbox, fetch).clear(),
      },
      secret: () => crypto.randomUUID(),
    });
    page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' });
    page.on('pageerror', ({ message }) => problems.push(message));
    // The page's own policy says so there.
    page.on('console', (message) => /Content Security Policy/i.test(message.text()) && problems.push(message.text()));
    await page.goto(board.link());
    if (pictures) await mkdir(pictures, { recursive: true });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await board?.close();
    await deployed?.close();
  });

  const verdict = (text: string) => page.locator('.verdict', { hasText: text }).waitFor();
  const picture = async (name: string) =>
    pictures && void (await page.screenshot({ path: join(pictures, `${name}.png`) }));
  const fits = () =>
    page.evaluate(() => {
      const { document, innerHeight, innerWidth } = globalThis as never as InPage;
      const { scrollHeight, scrollWidth } = document.documentElement;
      return { height: scrollHeight <= innerHeight, width: scrollWidth <= innerWidth };
    });
  const playing = () => {
    const { document } = globalThis as never as InPage;
    return [...document.querySelectorAll('video')].filter(({ currentTime }) => currentTime > 0).length === 3;
  };

  /** What axe finds, with the elements. The page's policy keeps other scripts out; the debugger's are none of its. */
  async function accessibility(): Promise<string[]> {
    await page.evaluate(await readFile(AXE, 'utf8'));
    const found = await page.evaluate(() => (globalThis as never as InPage).axe.run());
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }

  async function hold(name: string): Promise<void> {
    await page.getByRole('button', { name }).hover();
    await page.mouse.down();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.mouse.up();
  }

  test('says in a sentence how things are, with pictures of the streams, on one screen', async () => {
    await verdict('On air from eu-west-1; eu-west-2 ready.');
    expect(new URL(page.url()).hash).toBe('');
    await page.waitForFunction(playing);
    expect(await fits()).toEqual({ height: true, width: true });
    expect(await accessibility()).toEqual([]);
    await picture('board-dark');
  });

  test('has a wall mode without buttons, and fits a phone, in the light too', async () => {
    await page.getByRole('link', { name: 'Wall mode' }).click();
    await verdict('On air from eu-west-1');
    expect(await page.locator('button:not(.picture):visible').count()).toBe(0);
    await page.waitForFunction(playing);
    await picture('board-wall');
    await page.getByRole('link', { name: 'Leave wall mode' }).click();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.waitForFunction(playing);
    expect(await accessibility()).toEqual([]);
    await picture('board-light');
    await page.setViewportSize({ width: 390, height: 844 });
    expect((await fits()).width).toBe(true);
    await picture('board-phone');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.emulateMedia({ colorScheme: 'dark' });
  });

  test('drains a region as the command does, when its button is held down, and shows the steps', async () => {
    await page.getByRole('button', { name: 'Drain eu-west-1' }).click();
    await page.getByLabel('Reason').fill(REASON);
    await page.locator('.preview', { hasText: 'Viewers go to eu-west-2, fresh' }).waitFor();
    await page.getByRole('button', { name: 'Hold to drain eu-west-1' }).click();
    expect((await readHistory(deployed.table, { limit: 5 })).entries).toEqual([]);
    await hold('Hold to drain eu-west-1');
    await page.locator('.change', { hasText: 'The outcome is drained.' }).waitFor();
    await verdict('On air from eu-west-2; eu-west-1 drained.');
    const { entries } = await readHistory(deployed.table, { limit: 5 });
    expect(entries).toEqual([
      expect.objectContaining({ action: 'drain', region: 'eu-west-1', who: 'ann@control-room', why: REASON }),
    ]);
    await page.locator('.journal', { hasText: REASON }).waitFor();
    expect(await page.title()).toBe('board board');
    expect(await accessibility()).toEqual([]);
  });

  test('says why something is refused, before it is tried', async () => {
    await page.getByRole('button', { name: 'Reroute eu-west-2' }).click();
    await page.getByLabel('Reason').fill('rehearsal');
    await page.locator('.preview').getByText('cvs failover reroute eu-west-2').waitFor();
    await page.getByRole('button', { name: 'Leave it' }).click();
    await page.getByRole('button', { name: 'Close now eu-west-2' }).click();
    await page.locator('.preview').getByText('cvs failover close eu-west-2 --now').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Off the air' }).click();
    await page.getByLabel('Reason').fill('the event is over');
    const held = page.getByRole('button', { name: 'Hold to take board off the air' });
    await page.getByLabel('Type the name of the cluster').fill('bored');
    await page.locator('.preview', { hasText: 'the name of the cluster was not typed' }).waitFor();
    expect(await held.isDisabled()).toBe(true);
    await page.getByLabel('Type the name of the cluster').fill('board');
    await page.locator('.preview', { hasText: 'Every distribution answers 404' }).waitFor();
    expect(await held.isDisabled()).toBe(false);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect((await readHistory(deployed.table, { limit: 5 })).entries).toHaveLength(1);
  });

  test('shows a stream that stands still, and where its viewers are', async () => {
    await page.getByRole('button', { name: 'Freeze eu-west-2' }).click();
    await page.locator('.card.failing', { hasText: 'eu-west-2' }).waitFor();
    await page.locator('.troubles', { hasText: 'The stream of eu-west-2 has been stale' }).waitFor();
    await picture('board-stale');
    expect((await page.locator('.troubles').boundingBox())?.height).toBeGreaterThan(80);
    await page.locator('.stripe.stale, .stripe.rerouted').first().waitFor({ state: 'attached' });
    await picture('board-stale');
    await page.getByRole('button', { name: 'Mend everything' }).click();
    await page.locator('article[aria-label="eu-west-2"]:not(.failing)').waitFor();
  });

  test('turns grey when cvs board ends, and says since when', async () => {
    await board.close();
    await page.locator('.lost-notice', { hasText: 'No news from cvs board since' }).waitFor();
    expect(problems).toEqual([]);
  });
});

/** What these tests use of a browser's globals. */
interface InPage {
  document: {
    documentElement: { scrollHeight: number; scrollWidth: number };
    querySelectorAll(selector: 'video'): Iterable<{ currentTime: number }>;
  };
  innerHeight: number;
  innerWidth: number;
  axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
}
