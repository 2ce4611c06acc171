import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What to tell somebody who has none. */
export const HOW_TO_GET_CHROME =
  'no Chrome or Chromium found: run scripts/install-chromium.sh, or set CHROME_PATH to one';

/** An installed Chrome or Chromium: `CHROME_PATH`, else the first in the PATH, else where macOS has it. */
export async function findChrome(): Promise<string | undefined> {
  const { CHROME_PATH, PATH = '' } = process.env;
  if (CHROME_PATH) return CHROME_PATH;
  const inPath = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  for (const path of [...inPath, ...APPLICATIONS]) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/**
 * Starts a headless Chrome with a new, empty profile. It resolves `*.localhost` to the machine by itself, so that
 * distributions have hosts of their own: Shaka's steering bans hosts, not ports.
 *
 * @param args more of its switches
 */
export function launchChrome(executablePath: string, ...args: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      // Chrome refuses its sandbox to root, which containers run as; what it opens here is our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--mute-audio',
      '--autoplay-policy=no-user-gesture-required',
      ...args,
    ],
  });
}
