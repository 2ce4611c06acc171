import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';
import type { StateTable } from '../state/state-table.js';

/** What every part of a drill uses. */
export interface DrillContext {
  cluster: Cluster;
  table: StateTable;
  /** The merged master playlist, as viewers load it. */
  masterUrl: string;
  http: HttpClient;
  clock: Clock;
  signal?: AbortSignal;
}
