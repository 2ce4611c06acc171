import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Browser } from 'playwright-core';
import type { PageServer } from '../page-server.js';
import { PlayerPage } from '../player-page.js';
import { startNamesProxy } from './names-proxy.js';
import type { Program } from './programs.js';

/** What is known of a player that knows no steering. */
export interface PlainReading {
  /** Where it is, in s. */
  positionS: number;
  /** Since `begin`, in ms. */
  longestStallMs: number;
  /** 4xx answers since its start. */
  clientErrors: number;
  /** Why it ended; undefined while it plays. */
  ended?: string;
}

export interface PlainPlayer {
  readonly name: string;
  /** Counts stalls from now on. */
  begin(): Promise<void>;
  read(): Promise<PlainReading>;
  close(): Promise<void>;
}

/** How often a program says where it is, ms: what is shorter is no stall. */
const SAYS_MS = 1000;
const ASK_MS = 500;
/** Whom VLC runs as where it refuses to run as root: nobody. */
const NOBODY = 65_534;

/** Starts a program that plays a master playlist. */
export async function startProgram(program: Program, masterUrl: string): Promise<PlainPlayer> {
  const proxy = await startNamesProxy();
  const asRoot = process.getuid?.() === 0;
  const child: ChildProcess = spawn(program.command, program.args(masterUrl, proxy.url), {
    env: { PATH: process.env.PATH, HOME: '/tmp', ...program.env?.(proxy.url) },
    ...(asRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  let positionS = 0;
  let movedAtMs = performance.now();
  let longestStallMs = 0;
  let words = '';
  let ended: string | undefined;
  const stalledMs = () => Math.max(0, performance.now() - movedAtMs - SAYS_MS);
  const reading = (text: string) => {
    words = (words + text).slice(-300);
    for (const line of text.split(/\r?\n/)) {
      const at = program.position(line);
      if (at === undefined || at <= positionS) continue;
      if (positionS > 0) longestStallMs = Math.max(longestStallMs, stalledMs());
      positionS = at;
      movedAtMs = performance.now();
    }
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', reading);
  const asking = setInterval(() => program.ask && child.stdin?.write(program.ask), ASK_MS);
  child.stdin?.on('error', () => {});
  child.on('error', (error) => {
    ended ??= error.message;
  });
  child.on('exit', (code, signal) => {
    ended ??= `exited ${code ?? signal}: ${words.trim().split('\n').at(-1) ?? ''}`;
  });
  return {
    name: program.name,
    begin: async () => {
      longestStallMs = 0;
    },
    read: async () => ({
      positionS,
      longestStallMs: Math.max(longestStallMs, stalledMs()),
      clientErrors: proxy.clientErrors(),
      ended,
    }),
    close: async () => {
      clearInterval(asking);
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await proxy.close();
    },
  };
}

/** Chrome's own HLS, without a script that plays. */
export async function startNative(browser: Browser, server: PageServer, masterUrl: string): Promise<PlainPlayer> {
  const page = await PlayerPage.open(browser, server, 'Chrome');
  await page.play(masterUrl);
  return {
    name: 'Chrome',
    begin: () => page.begin(),
    read: async () => {
      const { currentTime, longestStallMs, fatal } = await page.read();
      const clientErrors = page.requests.filter(({ status }) => status >= 400 && status < 500).length;
      return { positionS: currentTime, longestStallMs, clientErrors, ended: fatal[0] };
    },
    close: () => page.close(),
  };
}
