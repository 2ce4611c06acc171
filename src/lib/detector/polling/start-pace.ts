import type { Clock } from '../../clock.js';
import { DETECTOR_CONNECTIONS } from '../running/detector-settings.js';

/** So many polls begin at once. Before further ones, answers that have come are read. */
const AT_ONCE = 16;
/** Requests for segments of one host that are under way. When a segment appears, many playlists have one at once. */
const SEGMENTS_UNDER_WAY = 8;
/** Polls of one host that are under way. */
const UNDER_WAY = DETECTOR_CONNECTIONS - SEGMENTS_UNDER_WAY;
/** A host that brings no poll to its end for so long does not answer, and is waited for by all its polls. */
const SILENT_MS = 1000;

/** What waits for one host. */
interface Lane {
  most: number;
  underWay: number;
  waiting: (() => void)[];
  endedAt: number;
  isWatched: boolean;
}

/**
 * Lets polls begin in the order in which they were due: a few in each turn of the event loop, and only while their host
 * has a connection free. A process that follows more than it can is late with each of them alike, and how late it is shows
 * where a poll begins, and not as a slow server: requests never wait for one another until they time out.
 */
export class StartPace {
  #left = AT_ONCE;
  #isYielding = false;
  readonly #turns: (() => void)[] = [];
  readonly #lanes = new Map<string, Lane>();

  /** Resolves when a poll of a host may begin, with what to call at its end. */
  begin(host: string, clock: Clock): Promise<() => void> {
    return this.#begin(host, UNDER_WAY, clock);
  }

  /** The same for a request for a segment: polls do not wait for these. */
  beginSegment(host: string, clock: Clock): Promise<() => void> {
    return this.#begin(`segments of ${host}`, SEGMENTS_UNDER_WAY, clock);
  }

  async #begin(name: string, most: number, clock: Clock): Promise<() => void> {
    const lane = this.#laneOf(name, most, clock.monotonic());
    if (lane.underWay < most) lane.underWay += 1;
    else await this.#wait(lane, clock);
    await this.#turn();
    return () => {
      lane.underWay -= 1;
      lane.endedAt = clock.monotonic();
      if (lane.underWay < lane.most) this.#next(lane);
      if (lane.underWay === 0) this.#lanes.delete(name);
    };
  }

  #laneOf(name: string, most: number, at: number): Lane {
    const known = this.#lanes.get(name) ?? { most, underWay: 0, waiting: [], endedAt: at, isWatched: false };
    this.#lanes.set(name, known);
    return known;
  }

  #wait(lane: Lane, clock: Clock): Promise<void> {
    const begun = new Promise<void>((resolve) => lane.waiting.push(resolve));
    if (!lane.isWatched) void this.#watch(lane, clock);
    return begun;
  }

  /** What waits for a host that does not answer may as well wait for the answer: then it is known that none comes. */
  async #watch(lane: Lane, clock: Clock): Promise<void> {
    lane.isWatched = true;
    while (lane.waiting.length > 0) {
      await clock.sleep(SILENT_MS / 2);
      if (clock.monotonic() - lane.endedAt >= SILENT_MS) while (lane.waiting.length > 0) this.#next(lane);
    }
    lane.isWatched = false;
  }

  #next(lane: Lane): void {
    const begin = lane.waiting.shift();
    if (!begin) return;
    lane.underWay += 1;
    begin();
  }

  #turn(): Promise<void> | undefined {
    if (this.#left > 0 && this.#turns.length === 0) {
      this.#left -= 1;
      this.#yield();
      return undefined;
    }
    return new Promise((resolve) => this.#turns.push(resolve));
  }

  #yield(): void {
    if (this.#isYielding) return;
    this.#isYielding = true;
    setImmediate(() => {
      this.#isYielding = false;
      const next = this.#turns.splice(0, AT_ONCE);
      this.#left = AT_ONCE - next.length;
      for (const begin of next) begin();
      if (next.length > 0) this.#yield();
    });
  }
}

/** Of this process: it has one event loop and one set of connections, however many streams it follows. */
export const startPace = new StartPace();

/** The host of a URL; empty for what is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
