import type { PlaybackReading } from './playback-buffer.js';

/** All moments are ms on the clock's monotonic scale. */
export type ViewerEvent =
  | { type: 'playing'; atMs: number; pathway: string }
  | ({ type: 'switch' } & PathwaySwitch)
  | ({ type: 'error' } & ViewerError)
  | { type: 'failed'; atMs: number; why: string };

export type TrackName = 'video' | 'audio';

export interface PathwaySwitch {
  atMs: number;
  from: string;
  to: string;
  because: 'steering' | 'error';
}

/** An answer with a status of 400 or more, no answer at all, or a body that is not what it should be. */
export interface ViewerError {
  atMs: number;
  url: string;
  /** Absent for what belongs to no pathway: master playlist and steering manifest. */
  pathway?: string;
  /** Such as `HTTP 404`. */
  what: string;
}

export interface ViewerStats extends Omit<PlaybackReading, 'state'> {
  /** `failed`: it gave up, as a player that shows an error; `failure` says why. */
  state: PlaybackReading['state'] | 'failed';
  failure?: string;
  /** The pathway it plays from now. */
  pathway?: string;
  /** Media segments downloaded, video and audio. */
  segments: number;
  segmentsByPathway: Readonly<Record<string, number>>;
  bytes: number;
  errorResponses: number;
  /** The first of them. */
  errors: readonly ViewerError[];
  switches: readonly PathwaySwitch[];
  lastSwitch?: PathwaySwitch;
  /** When something was last requested from each pathway. */
  lastRequestMs: Readonly<Record<string, number>>;
}

/** A synthetic HLS viewer: it downloads what a player would, and plays it on a clock instead of a screen. */
export interface Viewer {
  snapshot(): ViewerStats;
  /** Whether the predicate became true within the time. Rejects with the signal's reason when it aborts. */
  waitFor(predicate: (stats: ViewerStats) => boolean, timeoutMs: number, signal?: AbortSignal): Promise<boolean>;
  /** Ends every request and loop of the viewer. @returns the stats as they were at that moment */
  stop(): Promise<ViewerStats>;
}
