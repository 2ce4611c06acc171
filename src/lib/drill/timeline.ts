import { isDeepStrictEqual } from 'node:util';
import type { ViewerEvent } from '../synthetic-viewer/viewer.js';

/** What an event is about. Viewers count from 1. */
export type Subject =
  | { type: 'drill' }
  | { type: 'edge'; region: string }
  | { type: 'state-table' }
  | { type: 'steering' }
  | { type: 'viewer'; number: number };

/** Why a drill ended before its time. Viewers count from 1. */
export type Abort =
  | { type: 'stalled'; viewer: number; limitMs: number }
  | { type: 'stale'; region: string; drilledRegion: string }
  | { type: 'decided'; region: string; who: string }
  | { type: 'lease-taken' }
  | { type: 'lease-lapsed'; afterMs: number };

/** Something that the drill did, or that was seen to change. */
export type DrillEvent =
  | { type: 'closing' | 'closed' | 'opening'; region: string }
  | { type: 'rerouted'; region: string; to: string }
  | { type: 'drained'; region: string }
  | { type: 'fault-begins' | 'fault-ends'; region: string; fault: string }
  | { type: 'aborted'; abort: Abort }
  | { type: 'ended' }
  /** What the state table says of each distribution, in the cluster file's order. */
  | { type: 'serving'; distributions: readonly { region: string; state: ServingState }[] }
  /** The pathways in the order in which the steering manifest names them. */
  | { type: 'steered'; order: readonly string[] }
  /** What an edge answered; `servesFrom`: the region whose origin it asks, where it says so. */
  | { type: 'answered'; status: number; servesFrom?: string }
  /** The state table, the steering manifest or an edge could not be read. */
  | { type: 'unreadable'; why: string }
  | ViewerEvent;

/** `closing`: its close is written and not in force yet. */
export type ServingState = 'open' | 'drained' | 'closing' | 'closed';

export interface TimelineEntry {
  /** ms from the start of the drill. */
  atMs: number;
  subject: Subject;
  event: DrillEvent;
}

/** Collects what happens during a drill; of what is read again and again, only changes. Pure: time is passed in. */
export class Timeline {
  readonly startMs: number;
  readonly #entries: TimelineEntry[] = [];

  /** @param startMs moment of the drill's start, on the clock whose moments are passed in later */
  constructor(startMs: number) {
    this.startMs = startMs;
  }

  add(nowMs: number, subject: Subject, event: DrillEvent): void {
    this.#entries.push({ atMs: Math.round(nowMs - this.startMs), subject, event });
  }

  /** Adds what is seen now, unless it is what was last seen of the subject. */
  seen(nowMs: number, subject: Subject, event: DrillEvent): void {
    const last = this.#entries.findLast((one) => isDeepStrictEqual(one.subject, subject));
    if (!isDeepStrictEqual(last?.event, event)) this.add(nowMs, subject, event);
  }

  /** In the order of time. */
  get entries(): readonly TimelineEntry[] {
    return this.#entries.toSorted((a, b) => a.atMs - b.atMs);
  }
}
