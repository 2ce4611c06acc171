import type { RerouteMap } from '../../src/lib/reroute/reroute-map.js';

/**
 * What the copilot template puts before the bundle, as `const copilotConfig = {…}`: Lambda@Edge has no environment
 * variables.
 */
export interface CopilotConfig {
  /** Name of the state table: the cluster's name. */
  table: string;
  /** Object key of the merged master playlist. */
  playlistKey: string;
  automatic: 'reroute' | 'steer' | 'off';
  /** For how many seconds a region that was stale must be fresh before it is preferred again. */
  holdDownS: number;
  /** The stream regions in the cluster file's order, with the domains of their distributions in lower case. */
  members: readonly { region: string; domain: string }[];
  /** How one region's origin stands in for another's; null where that was not found out. */
  reroutes: RerouteMap | null;
  /** Sites whose players send credentials, and may read the answers; empty where any site may, without credentials. */
  credentialOrigins: readonly string[];
}
