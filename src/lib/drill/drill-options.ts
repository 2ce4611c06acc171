import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';
import type { Report } from '../progress.js';
import type { StateAccess } from '../state/state-table.js';
import type { DrillLease } from './drill-lease.js';
import type { Objectives } from './drill-report.js';

export interface DrillOptions {
  cluster: Cluster;
  table: StateAccess;
  /** The merged master playlist, as viewers load it. */
  masterUrl: string;
  http: HttpClient;
  clock: Clock;
  report: Report;
  signal?: AbortSignal;
  /** Region to close; the one that the first viewer plays when absent. */
  region?: string;
  /** Close without a drain. */
  now?: boolean;
  /** How long viewers play before the close, in ms. */
  baselineMs: number;
  /** How long the region stays closed once the 404 was seen, in ms. */
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
  /** Held for the time of the drill, so that no two run at once. */
  lease?: DrillLease;
}
