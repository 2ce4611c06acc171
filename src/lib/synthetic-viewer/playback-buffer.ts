export interface PlaybackReading {
  state: 'starting' | 'playing' | 'stalled';
  /** Media ahead of the playhead, in ms: the least of all tracks. */
  bufferMs: number;
  /** The least that was ahead since playback started, in ms. */
  lowestBufferMs: number;
  stalls: number;
  /** Includes a stall that still lasts. */
  longestStallMs: number;
  totalStallMs: number;
}

interface Track {
  segments: number;
  /** Media time at which the last appended segment ends, in s. */
  end: number;
  /** Seconds of media appended, counted from where playback starts; a gap counts as nothing, for players jump it. */
  playable: number;
  firstStart: number;
}

/** Playback starts when every track has this many segments. */
const START_SEGMENTS = 2;

/**
 * A player's buffer, modelled: the playhead moves in real time while every track has media ahead of it, and stalls
 * when one has none. Pure: time is passed in, in ms on a monotonic clock.
 */
export class PlaybackBuffer {
  readonly #tracks: ReadonlyMap<string, Track>;
  /** With the one that lasts. */
  #stalls = 0;
  /** Of those that are over. */
  #longestStallMs = 0;
  #totalStallMs = 0;
  #state: PlaybackReading['state'] = 'starting';
  /** Seconds of media played. */
  #played = 0;
  /** When `#played` was true: while it stalls, since when it does. */
  #at = 0;
  #lowestS = Number.POSITIVE_INFINITY;

  constructor(tracks: readonly string[]) {
    this.#tracks = new Map(tracks.map((name) => [name, { segments: 0, end: 0, playable: 0, firstStart: 0 }]));
  }

  /** Media time up to which a track is buffered, in s; undefined before its first segment. */
  endOf(track: string): number | undefined {
    const { segments, end } = this.#tracks.get(track) as Track;
    return segments === 0 ? undefined : end;
  }

  /** Adds a segment, `start` and `duration` in s of media time; what overlaps the buffer adds nothing. */
  append(track: string, start: number, duration: number, nowMs: number): void {
    this.#advance(nowMs);
    const into = this.#tracks.get(track) as Track;
    if (into.segments === 0) {
      into.firstStart = start;
      into.end = start;
    }
    const end = start + duration;
    into.playable += Math.max(0, Math.min(duration, end - into.end));
    into.end = Math.max(into.end, end);
    into.segments += 1;
    if (this.#state === 'starting') this.#startIfReady(nowMs);
    else if (this.#state === 'stalled' && this.#aheadS() > 0) {
      const lastedMs = nowMs - this.#at;
      this.#longestStallMs = Math.max(this.#longestStallMs, lastedMs);
      this.#totalStallMs += lastedMs;
      this.#play(nowMs);
    }
  }

  read(nowMs: number): PlaybackReading {
    this.#advance(nowMs);
    const started = this.#state !== 'starting';
    const lastsMs = this.#state === 'stalled' ? nowMs - this.#at : 0;
    return {
      state: this.#state,
      bufferMs: started ? Math.round(this.#aheadS() * 1000) : 0,
      lowestBufferMs: started ? Math.round(Math.min(this.#lowestS, this.#aheadS()) * 1000) : 0,
      stalls: this.#stalls,
      longestStallMs: Math.round(Math.max(this.#longestStallMs, lastsMs)),
      totalStallMs: Math.round(this.#totalStallMs + lastsMs),
    };
  }

  #startIfReady(nowMs: number): void {
    const tracks = [...this.#tracks.values()];
    if (tracks.some(({ segments }) => segments < START_SEGMENTS)) return;
    // Tracks need not start together: playback does at the latest of their starts.
    const origin = Math.max(...tracks.map(({ firstStart }) => firstStart));
    for (const track of tracks) track.playable -= origin - track.firstStart;
    this.#play(nowMs);
  }

  #play(nowMs: number): void {
    this.#state = 'playing';
    this.#at = nowMs;
  }

  #advance(nowMs: number): void {
    if (this.#state !== 'playing') return;
    const aheadS = this.#aheadS();
    const passedS = Math.min(aheadS, (nowMs - this.#at) / 1000);
    this.#lowestS = Math.min(this.#lowestS, Math.max(0, aheadS - passedS));
    this.#played += passedS;
    this.#at += passedS * 1000;
    if (passedS < aheadS) return;
    this.#state = 'stalled';
    this.#stalls += 1;
  }

  #aheadS(): number {
    return Math.min(...[...this.#tracks.values()].map(({ playable }) => playable)) - this.#played;
  }
}
