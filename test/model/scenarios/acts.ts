import type { Intent } from '../../../src/lib/serving/what-to-serve.js';
import type { Act, Person } from '../scenario.js';

/** Both replicas, in either order, or only one of them. */
export const REACH = [[0, 1], [1, 0], [0], [1]];
export const BOTH = [
  [0, 1],
  [1, 0],
];
/** "Usually within a second", up to what the protocol assumes. */
export const REPLICATION = { leastMs: 40, mostMs: 1400 };
/** Closed by cvs long before. */
export const CLOSED: Intent = { open: false, drained: true, closedFromMs: -100_000 };
export const PHASES_MS = [0, 500, 950];
export const SKEWS_MS = [-30_000, 0, 30_000];

export const close = (distribution: number, how: { now?: boolean; forS?: number; instead?: number } = {}): Act => ({
  does: 'close',
  distribution,
  ...how,
});
export const open = (distribution: number): Act => ({ does: 'open', distribution });
export const drain = (distribution: number): Act => ({ does: 'drain', distribution });
export const reroute = (distribution: number, to: number, forS?: number): Act => ({
  does: 'reroute',
  distribution,
  to,
  forS,
});
export const edit = (distribution: number, isOpen: boolean, thorough = false): Act => ({
  does: 'edit',
  distribution,
  open: isOpen,
  thorough,
});

/** The three ways to close a distribution. */
export const closes = (distribution: number) => [
  [close(distribution, { now: true })],
  [close(distribution)],
  [close(distribution, { now: true, forS: 5 })],
];

export const ann: Person = { name: 'ann', acts: [], reach: REACH, startsMs: [0] };
export const bob: Person = { name: 'bob', acts: [], reach: REACH, startsMs: [0, 70, 130, 400, 1500, 2600, 5000] };
export const two = { regions: 2, replication: REPLICATION };
