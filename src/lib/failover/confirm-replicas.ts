import type { Clock } from '../clock.js';
import { intentOf } from '../serving/state-items.js';
import { type DistributionState, type Intent, isWanted } from '../serving/what-to-serve.js';
import { sameIntent } from '../state/intent.js';
import type { StateReading } from '../state/state-reading.js';
import type { StateAccess } from '../state/state-table.js';
import { OutOfTime, withinTime } from '../state/within-time.js';

/** What one replica knows of a write. */
export interface ReplicaSight {
  region: string;
  /** When it was seen there, in ms after the write; absent when it was not. */
  seenMs?: number;
  /** Why it was not. */
  why?: string;
}

export interface Confirmation {
  /** Every replica but the one that took the write. */
  replicas: readonly ReplicaSight[];
  /** Domains of the other distributions that are open in every replica that answered. */
  open: ReadonlySet<string>;
  /** The other distributions that are closed in some replica, as that replica has them. */
  closed: readonly DistributionState[];
}

/** How often a replica is asked, in ms. */
const INTERVAL_MS = 100;
/** The least time that a replica gets to answer, in ms. */
const LEAST_MS = 500;

/**
 * Watches a write arrive in the other replicas, for at most `boundMs`.
 *
 * When every replica has a close, no replica accepts a close of another distribution any more. One that was accepted before
 * shows in the replica that took it, and so in `closed`.
 */
export async function confirmReplicas(options: {
  table: StateAccess;
  member: { region: string; domain: string };
  /** Region of the replica that took the write. */
  replica: string;
  written: Intent;
  boundMs: number;
  clock: Clock;
  signal?: AbortSignal;
}): Promise<Confirmation> {
  const { table, member, replica, written, boundMs, clock, signal } = options;
  const start = clock.monotonic();
  const readings: StateReading[] = [];
  const replicas = await Promise.all(
    table.regions.filter((region) => region !== replica).map((region) => watch(region)),
  );
  const home = await readInTime(replica, LEAST_MS);
  if ('state' in home) readings.push(home);
  const nowMs = clock.now();
  const others = readings.map(({ state }) => state.distributions.filter((one) => one.domain !== member.domain));
  const wanted = others.map((each) => each.filter((one) => isWanted(one, nowMs)).map(({ domain }) => domain));
  return {
    replicas,
    open: new Set((wanted[0] ?? []).filter((domain) => wanted.every((one) => one.includes(domain)))),
    closed: others.flat().filter((one) => !isWanted(one, nowMs)),
  };

  /** An unreachable replica must not keep an operator waiting for longer than the rest takes. */
  async function readInTime(region: string, ms: number): Promise<StateReading | { why: string }> {
    try {
      return await withinTime(clock, Math.max(ms, LEAST_MS), signal, (limit) => table.readFrom(region, limit));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof OutOfTime) return { why: error.message };
      throw error;
    }
  }

  async function watch(region: string): Promise<ReplicaSight> {
    for (;;) {
      const reading = await readInTime(region, boundMs - (clock.monotonic() - start));
      const passedMs = clock.monotonic() - start;
      if ('state' in reading) {
        const seen = sameIntent(intentOf(reading.items.get(member.domain)), written);
        if (seen || passedMs + INTERVAL_MS > boundMs) readings.push(reading);
        if (seen) return { region, seenMs: Math.round(passedMs) };
        if (passedMs + INTERVAL_MS > boundMs) return { region, why: `not there after ${seconds(passedMs)}` };
      } else return { region, why: reading.why };
      await clock.sleep(INTERVAL_MS, signal);
    }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
