import type { ViewerError } from '../synthetic-viewer/viewer.js';
import type { Abort } from './timeline.js';

/** Something that was not as it should be: of the drill and its region, or of one viewer, counted from 1. */
export type DrillFailure =
  | { type: 'aborted'; abort: Abort }
  | { type: 'nobody-there'; region: string }
  | { type: 'not-seen-closed'; region: string; lastSeen: string }
  | { type: 'not-rerouted'; region: string; to: string }
  | { type: 'not-noticed'; region: string }
  | { type: 'not-ended'; region: string; why: string }
  | { type: 'not-preferred-again'; region: string; afterMs: number }
  | { type: 'not-reopened'; region: string; why: string }
  | { type: 'left-closed'; region: string; who: string }
  | ({ viewer: number } & ViewerFailure);

export type ViewerFailure =
  | { type: 'gave-up'; why: string }
  | { type: 'did-not-leave' | 'left-late'; region: string }
  | { type: 'left-slowly'; region: string; ms: number; allowedMs: number }
  /** `toldBack`: whether the steering manifest named the region first again. */
  | { type: 'did-not-come-back'; region: string; allowedMs: number; toldBack: boolean }
  | { type: 'error-responses'; count: number; first?: ViewerError }
  | { type: 'stalled'; ms: number; allowedMs: number };
