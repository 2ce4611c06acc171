import type { Report } from '../progress.js';
import type { DrillContext } from './drill-context.js';
import type { Exercise } from './exercises/exercise.js';

export interface DrillOptions extends DrillContext {
  report: Report;
  /** What is done. Default: a close with a drain. */
  exercise?: Exercise;
  /** Region that it is done to; the one that the first viewer plays when absent. */
  region?: string;
  /** How long viewers play before it begins, in ms. */
  baselineMs: number;
  /** How long it lasts once it is in force, in ms. */
  holdMs: number;
  /** How many viewers play. */
  viewers: number;
  /** How many of them know no content steering. Default 0. */
  plainViewers?: number;
  objectives?: Objectives;
  /** End the drill when a viewer stalls for longer than this, in ms. Default 5,000. */
  abortAfterMs?: number;
  /** A check that runs while viewers begin to play; when it throws, nothing is closed. */
  fit?: () => Promise<void>;
  /** Held for as long as the drill runs, so that no other drill runs at the same time. */
  lease?: DrillLease;
}

/** The limits that a drill has to keep to. */
export interface Objectives {
  /** Longest stall of any viewer, in ms. */
  maxStallMs: number;
  /** Error responses that a viewer who follows steering may see; every viewer where the edge can spare it all of them. */
  maxErrors: number;
  /**
   * How long a viewer may take to leave, in ms: from the write of the drain, or, without a drain and for viewers that know
   * no steering, from when the 404 was seen; from the beginning of a fault.
   */
  maxSwitchMs: number;
}

export const OBJECTIVES: Objectives = { maxStallMs: 1000, maxErrors: 0, maxSwitchMs: 10_000 };

/** The right to run a drill. One drill at a time has it. */
export interface DrillLease {
  /** For how long after it was asked for no other drill can take it, in ms. */
  readonly lastsMs: number;
  /** Takes it, or renews it. @returns false while another drill has it; @throws when nobody answers who has it */
  hold(signal?: AbortSignal): Promise<boolean>;
  /** Gives it back, unless another drill has taken it. */
  release(): Promise<void>;
}
