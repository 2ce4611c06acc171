import type { Clock } from '../../lib/clock.js';
import type { StreamFault, StreamPart } from '../faults/stream-fault.js';
import { ServiceError } from '../services/service-error.js';
import { newestSequence, SEGMENT_MS } from './timeline.js';

export type Track = 'audio' | 'video';

/** What a request asks for. */
export interface Asked {
  what: 'playlists' | 'segments';
  /** Absent for the master playlist. */
  track?: Track;
}

/** A fault from when it was added to when it was removed. */
interface Spell {
  fault: StreamFault;
  /** The encoder's time at which it began, ms since the epoch. */
  sinceMs: number;
  /** The first segment that was not complete when it began. */
  from: number;
  /** The first segment that was not complete when it ended; absent while it is active. */
  until?: number;
}

/** How a request is disturbed, whatever it asks for. */
export interface Disturbance {
  refuse: boolean;
  hang: boolean;
  /** The answer stops halfway. */
  cut: boolean;
  slowMs: number;
  status?: number;
}

type How = StreamFault['how'];

/** What stands still, by the fault that stops it. */
const STOPS: Partial<Record<How, readonly Track[]>> = {
  freeze: ['audio', 'video'],
  end: ['audio', 'video'],
  'audio-freeze': ['audio'],
  'video-freeze': ['video'],
};

/** What the sandbox does to whole segments only. */
const WITHOUT_PARTS: readonly How[] = [
  ...(['end', 'gap', 'rename', 'restart', 'expire', 'black', 'frozen-picture', 'silent'] as const),
];

/** Segments that can be fetched while they expire early, where the fault does not say how many. */
const KEPT_SEGMENTS = 3;

/**
 * Faults of one live origin. They combine, and each ends by itself. A segment stays what it was when it was published:
 * faults change the segments that are not complete yet, and their end does not repair those that are.
 */
export class OriginFaults {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #epochMs: number;
  readonly #lowLatency: boolean;
  #spells: Spell[] = [];
  /** What the encoder's time does not go behind: a region that lags less again does not take segments back. */
  #reachedMs = Number.NEGATIVE_INFINITY;

  /** @param stream `epochMs`: when segment 0 starts, ms since the epoch */
  constructor(stream: { clock: Pick<Clock, 'now'>; epochMs: number; lowLatency?: boolean }) {
    this.#clock = stream.clock;
    this.#epochMs = stream.epochMs;
    this.#lowLatency = stream.lowLatency ?? false;
  }

  /**
   * @returns ends the fault
   * @throws ServiceError when a low-latency stream cannot have it
   */
  add(fault: StreamFault): () => void {
    if (this.#lowLatency && WITHOUT_PARTS.includes(fault.how)) {
      const message = `A low-latency stream of the sandbox cannot have the fault ${fault.how}.`;
      throw new ServiceError('InvalidFault', message);
    }
    const spell: Spell = { fault, ...this.#moment() };
    this.#spells.push(spell);
    return () => this.#end(spell);
  }

  /** Ends all faults. */
  clear(): void {
    for (const spell of this.#spells) this.#end(spell);
  }

  /** Ends all faults and makes the stream what it would be without them. */
  forget(): void {
    this.#spells = [];
    this.#reachedMs = Number.NEGATIVE_INFINITY;
  }

  disturbance(asked: Asked): Disturbance {
    const concerned = this.#active('refuse', 'hang', 'cut', 'slow', 'status').filter(
      (fault) => fault.only === undefined || concerns(fault.only, asked),
    );
    const is = (how: How) => concerned.some((fault) => fault.how === how);
    return {
      refuse: is('refuse'),
      hang: is('hang'),
      cut: is('cut'),
      slowMs: concerned.reduce((sum, fault) => sum + (fault.how === 'slow' ? fault.seconds * 1000 : 0), 0),
      status: concerned.flatMap((fault) => (fault.how === 'status' ? fault.code : []))[0],
    };
  }

  /** The moment whose playlist a track has now, ms since the epoch. */
  timeOf(track: Track = 'video'): number {
    return Math.min(this.#encoderMs(), ...this.#stops(track).map(({ sinceMs }) => sinceMs));
  }

  /** Whether {@link timeOf} does not follow the clock now. */
  standsStill(track: Track = 'video'): boolean {
    return this.#stops(track).length > 0 || this.#encoderMs() === this.#reachedMs;
  }

  #stops(track: Track): Spell[] {
    return this.#spells.filter(({ fault, until }) => until === undefined && STOPS[fault.how]?.includes(track) === true);
  }

  get ended(): boolean {
    return this.#active('end').length > 0;
  }

  /** Segments that can be fetched, counted from the newest. */
  get keptSegments(): number {
    return Math.min(...this.#active('expire').map(({ segments = KEPT_SEGMENTS }) => segments));
  }

  /** The first segment of the spell of such a fault in which a segment was published; undefined without one. */
  since(how: How, sequence: number): number | undefined {
    const spell = this.#spells.findLast(
      ({ fault, from, until }) =>
        fault.how === how && sequence >= from && sequence < (until ?? Number.POSITIVE_INFINITY),
    );
    return spell?.from;
  }

  /** Whether a segment was published while such a fault was active. */
  had(how: How, sequence: number): boolean {
    return this.since(how, sequence) !== undefined;
  }

  /** The first segment with the numbering that a segment has: a playlist lists no older ones. */
  numberedFrom(sequence: number): number {
    const changes = this.#spells.flatMap(({ fault, from, until }) =>
      fault.how === 'restart' ? [from, until ?? 0] : [],
    );
    return Math.max(0, ...changes.filter((change) => change <= sequence));
  }

  /** The number that playlists and names give a segment. */
  numberOf(sequence: number): number {
    return this.had('restart', sequence) ? sequence - this.numberedFrom(sequence) : sequence;
  }

  /** Segments behind the wall clock; negative: ahead. */
  #lag(): number {
    return this.#active('lag').reduce((sum, { segments }) => sum + segments, 0);
  }

  #encoderMs(): number {
    return Math.max(this.#clock.now() - this.#lag() * SEGMENT_MS, this.#reachedMs);
  }

  #moment(): { sinceMs: number; from: number } {
    const sinceMs = this.#encoderMs();
    this.#reachedMs = sinceMs;
    return { sinceMs, from: newestSequence(this.#epochMs, sinceMs) + 1 };
  }

  #end(spell: Spell): void {
    if (spell.until === undefined) spell.until = this.#moment().from;
  }

  #active<Chosen extends How>(...hows: Chosen[]): Extract<StreamFault, { how: Chosen }>[];
  #active(...hows: How[]): StreamFault[] {
    return this.#spells.flatMap(({ fault, until }) => (until === undefined && hows.includes(fault.how) ? fault : []));
  }
}

function concerns(part: StreamPart, { what, track }: Asked): boolean {
  return part === what || part === track;
}
