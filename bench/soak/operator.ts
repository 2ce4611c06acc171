import { setTimeout as sleep } from 'node:timers/promises';
import { PENALTY_MS } from '../../src/lib/synthetic-viewer/pathways.js';
import { type Change, chooseChange, type RegionWish } from './choose-change.js';
import type { Reported } from './reported.js';
import type { CvsRun } from './sandboxed-cluster.js';

export interface OperatorOptions {
  regions: readonly string[];
  cvs(...args: string[]): Promise<CvsRun>;
  /** Numbers from 0 to 1. */
  random: () => number;
  /** Is told what the commands reported. */
  reported: Reported;
  violation(what: string): void;
  note(line: string): void;
  /** When it aborts, the operator ends with the command that is under way. */
  signal: AbortSignal;
}

/** Shortest and longest pause between two commands, in ms. */
const PAUSE_MS = [2000, 20_000] as const;
const REFUSED = 1;

/** Closes, opens and drains regions at random, with real commands. @returns how often it did what */
export async function operate(options: OperatorOptions): Promise<Record<string, number>> {
  const { random, signal } = options;
  const wishes: RegionWish[] = options.regions.map((region) => ({ region, state: 'open' }));
  const counts: Record<string, number> = {};
  while (!signal.aborted) {
    const [least, most] = PAUSE_MS;
    await sleep(least + random() * (most - least), undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    lapse(wishes, Date.now());
    const change = chooseChange(random, wishes, Date.now());
    await carryOut(change, wishes, options);
    const kind =
      change.type === 'close' ? `close${change.now ? ' --now' : ''}${change.forS ? ' --for' : ''}` : change.type;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** A close whose time is over has opened by itself. */
function lapse(wishes: RegionWish[], nowMs: number): void {
  for (const wish of wishes) {
    if (nowMs < (wish.untilMs ?? Number.POSITIVE_INFINITY)) continue;
    wish.state = 'open';
    wish.untilMs = undefined;
  }
}

async function carryOut(change: Change, wishes: RegionWish[], options: OperatorOptions): Promise<void> {
  const { cvs, reported, violation, note } = options;
  const wish = wishes.find(({ region }) => region === change.region) as RegionWish;
  const args = argsOf(change);
  if (change.type !== 'close-last') reported.changing(change.region);
  const began = Date.now();
  if (change.type === 'close' && change.now) wish.abruptAtMs = began;
  const { exitCode, stdout, stderr } = await cvs(...args, '--json', '--reason', 'soak');
  const now = Date.now();
  const text = `cvs ${args.join(' ')}: exit ${exitCode} after ${((now - began) / 1000).toFixed(1)} s`;
  note(text);
  if (change.type === 'close-last') {
    if (exitCode !== REFUSED) violation(`${text}, although no other region is open`);
    return;
  }
  if (exitCode !== 0) {
    // What of it was written is not known: it is closed, drained or opened again next.
    wish.state = 'drained';
    wish.untilMs = undefined;
    violation(`${text}: ${`${stdout} ${stderr}`.replace(/\s+/g, ' ').trim().slice(0, 500)}`);
    return;
  }
  if (change.type === 'close') {
    const { closedUntil } = JSON.parse(stdout) as { closedUntil?: number };
    wish.state = 'closed';
    wish.untilMs = closedUntil === undefined ? undefined : closedUntil * 1000;
    if (change.now) wish.abruptAtMs = now;
    reported.done(change.region, { state: 'closed', sinceMs: now, untilMs: wish.untilMs });
    return;
  }
  // A drain leaves a closed region closed, and says so.
  const { closed = false } = JSON.parse(stdout) as { closed?: boolean };
  wish.state = change.type === 'open' ? 'open' : closed ? 'closed' : 'drained';
  wish.untilMs = undefined;
  // hls.js players that met a 404 of the other region do not follow the drain.
  const stay = wishes.some(
    ({ region, abruptAtMs = -Infinity }) => region !== change.region && now - abruptAtMs < PENALTY_MS,
  );
  reported.done(change.region, { state: stay && wish.state === 'drained' ? 'open' : wish.state, sinceMs: now });
}

function argsOf(change: Change): string[] {
  const { type, region } = change;
  if (type === 'close-last') return ['failover', 'close', region];
  if (type !== 'close') return ['failover', type, region];
  const lapsing = change.forS === undefined ? [] : ['--for', `${change.forS}s`];
  return ['failover', 'close', region, ...(change.now ? ['--now'] : []), ...lapsing];
}
