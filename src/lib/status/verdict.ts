import { listOf } from '../list-of.js';
import type { ClusterStatus, RegionStatus } from './cluster-status.js';
import { troublesOf } from './troubles.js';

/**
 * How a cluster is, in one word:
 *
 * - `well`: viewers have a fresh stream, and every other region could take them
 * - `degraded`: viewers have a fresh stream, and something is not as it should be
 * - `failing`: viewers suffer, or have nothing to watch
 * - `unknown`: what viewers get cannot be told
 */
export type Level = 'well' | 'degraded' | 'failing' | 'unknown';

/** What is to be said of a cluster first. */
export interface Verdict {
  level: Level;
  /** One sentence: what viewers get, and what is wrong. */
  sentence: string;
  /** Since when that is so, in ms since the epoch, where it is known. */
  sinceMs?: number;
}

/** What one region comes to. */
interface Standing {
  region: string;
  /** Whether viewers are served by its distribution, unless they are all elsewhere. */
  serves: boolean;
  /** Whether what its distribution serves moves: its own stream, or that of the region whose origin it asks. */
  moves: boolean | undefined;
  /** What is said of it where viewers are not sent to it. */
  words: string;
  /** It could take all viewers now. */
  ready: boolean;
  sinceMs?: number;
}

/** Says how a cluster is. Pure: the terminal and the board say the same of the same status. */
export function verdictOf(status: ClusterStatus): Verdict {
  const { regions, stateTable, steering } = status;
  if (!stateTable.known) return { level: 'unknown', sentence: `The state table cannot be read: ${stateTable.why}.` };
  const standings = regions.map((region) => standingOf(region, status));
  const serving = standings.filter(({ serves }) => serves);
  if (serving.length === 0) return offAir(status);
  const order = steering?.known ? steering.value : regions.map(({ region }) => region);
  const lead =
    order.flatMap((region) => serving.find((one) => one.region === region) ?? []).at(0) ?? (serving[0] as Standing);
  const others = standings.filter((one) => one !== lead);
  const sentence = `${leadWords(lead, status)}; ${others.map(({ region, words }) => `${region} ${words}`).join('; ')}.`;
  const since = Math.max(...[lead, ...others].map(({ sinceMs }) => sinceMs ?? Number.NEGATIVE_INFINITY));
  const level = levelOf(lead, others);
  const troubles = troublesOf(status).length;
  return {
    level: level === 'well' && troubles > 0 ? 'degraded' : level,
    sentence,
    sinceMs: Number.isFinite(since) ? since : undefined,
  };
}

function levelOf(lead: Standing, others: readonly Standing[]): Level {
  if (lead.moves === undefined) return 'unknown';
  if (!lead.moves) return 'failing';
  return [lead, ...others].every(({ ready }) => ready) ? 'well' : 'degraded';
}

function offAir({ regions }: ClusterStatus): Verdict {
  const closed = regions.flatMap(({ serving }) => (serving.known ? [serving.value] : []));
  const times = closed.map(({ updatedAt }) => Date.parse(updatedAt ?? ''));
  const since = Math.max(...times);
  return {
    level: 'failing',
    sentence: closed.some(({ offAir }) => offAir)
      ? 'Off the air, on purpose.'
      : 'No region serves: viewers see nothing.',
    sinceMs: Number.isFinite(since) ? since : undefined,
  };
}

/** What viewers get from the region that they are sent to. */
function leadWords({ region, moves }: Standing, status: ClusterStatus): string {
  const one = status.regions.find((other) => other.region === region);
  const serving = one?.serving.known ? one.serving.value : undefined;
  const from = serving?.servesFrom === undefined ? '' : `, served from the origin of ${serving.servesFrom}`;
  const closed = serving?.servesNevertheless
    ? ', which is closed but serves because no other region is open'
    : serving?.state === 'drained'
      ? ', which is drained'
      : '';
  if (moves === undefined)
    return `Viewers are sent to ${region}${from}${closed}, and whether its stream moves is not known`;
  return moves
    ? `On air from ${region}${from}${closed}`
    : `Viewers are on ${region}${from}${closed}, and its stream is stale`;
}

function standingOf({ region, serving, freshness }: RegionStatus, status: ClusterStatus): Standing {
  if (!serving.known)
    return { region, serves: false, moves: undefined, words: `is not known: ${serving.why}`, ready: false };
  const { state, closedFrom, servesNevertheless, updatedAt, servesFrom } = serving.value;
  const changedMs = updatedAt === undefined ? undefined : Date.parse(updatedAt);
  const serves = state !== 'closed' || servesNevertheless || closedFrom !== undefined;
  const moves = movesOf(servesFrom ?? region, status);
  if (state === 'closed')
    return {
      region,
      serves,
      moves,
      words: closedFrom === undefined ? 'closed' : 'closing',
      ready: false,
      sinceMs: changedMs,
    };
  const { value } = freshness.known ? freshness : { value: undefined };
  const staleForS = value?.observers.find(({ believed, staleForS }) => believed && staleForS !== undefined)?.staleForS;
  if (value?.freshness === 'stale') {
    const sinceMs = staleForS === undefined ? undefined : Date.parse(status.at) - staleForS * 1000;
    const words = servesFrom === undefined ? 'stale' : `stale, served from the origin of ${servesFrom}`;
    return { region, serves, moves, words, ready: false, sinceMs };
  }
  if (servesFrom !== undefined) {
    return {
      region,
      serves,
      moves,
      words: `served from the origin of ${servesFrom}`,
      ready: false,
      sinceMs: changedMs,
    };
  }
  if (value?.freshness !== 'fresh') {
    const silent = value?.observers.filter((one) => one.silent).map(({ observer }) => observer) ?? [];
    const why = silent.length === 0 ? 'no detector has reported' : `the detector in ${listOf(silent)} is silent`;
    return {
      region,
      serves,
      moves,
      words: `not known to be fresh: ${freshness.known ? why : freshness.why}`,
      ready: false,
    };
  }
  if (state === 'drained') return { region, serves, moves, words: 'drained', ready: false, sinceMs: changedMs };
  return { region, serves, moves, words: 'ready', ready: true };
}

/** Whether the stream of a region's origin moves; undefined where nobody knows. */
function movesOf(region: string, { regions }: ClusterStatus): boolean | undefined {
  const freshness = regions.find((one) => one.region === region)?.freshness;
  if (!freshness?.known || freshness.value.freshness === 'unknown') return undefined;
  return freshness.value.freshness === 'fresh';
}
